"""Ops that need no look at their outputs, each with its reason.

An op is listed when a NaN can come out only where a NaN went in, and +Inf only where something not finite
went in. Softmax, for one, is not: a row of −Inf masks, which is meant, becomes NaN there. Nor is ReluGrad:
on the CPU it multiplies, and 0 × Inf is NaN. What a listed op passes on is judged at the next op that is
looked at (`non_finite.attribute`).
"""

from __future__ import annotations

_MOVES = "moves values"
_PICKS = "picks some of its values"
_PLACES = "places its values among zeros or a given value"
_COMPARES = "compares: the result is boolean or an index"
_DESCRIBES = "the result is a shape, a size or a position"
_FILLS = "makes a constant that was asked for"
_READS = "reads a value that is judged where it is written, or at the op that uses it"
_NO_VALUE = "has no output, or a handle"
_BOUNDED = "bounded, for infinities too"
_SAME_SIZE = "keeps or lowers the magnitude of each value"
_RANDOM = "draws from a bounded range, or one that ends within nine standard deviations"
_INTEGERS = "works on integers and booleans"
_UNSET = "memory that is not set yet"
_LIMIT = "an empty reduction gives its identity, an infinity that is meant; otherwise picks a value"

_GROUPS: dict[str, str] = {
    _MOVES: """
        BatchToSpace BatchToSpaceND BroadcastTo Concat ConcatV2 Conj ConjugateTranspose Copy CopyHost
        DataFormatVecPermute DeepCopy DepthToSpace DynamicStitch ExpandDims Identity IdentityN MirrorPad
        Pack ParallelDynamicStitch PlaceholderWithDefault PreventGradient RandomShuffle Reshape
        ResizeNearestNeighbor Reverse ReverseSequence ReverseV2 Roll Snapshot SpaceToBatch SpaceToBatchND
        SpaceToDepth Split SplitV Squeeze StopGradient TensorListConcatV2 TensorListGather TensorListGetItem
        TensorListPopBack TensorListStack Tile Transpose Unpack CheckNumerics CheckNumericsV2 Complex Real
        Imag
    """,
    _PICKS: """
        DiagPart DynamicPartition ExtractImagePatches Gather GatherNd GatherV2 MatrixDiagPart
        MatrixDiagPartV2 MatrixDiagPartV3 MaxPool MaxPool3D MaxPoolV2 MaxPoolWithArgmax Select SelectV2
        Slice StridedSlice TopK TopKV2 Unique UniqueV2 UniqueWithCounts
    """,
    _PLACES: """
        Diag MatrixBandPart MatrixDiag MatrixDiagV2 MatrixDiagV3 MatrixSetDiag MatrixSetDiagV2
        MatrixSetDiagV3 Pad PadV2 StridedSliceGrad TensorScatterMax TensorScatterMin TensorScatterUpdate
        TensorStridedSliceUpdate
    """,
    _COMPARES: """
        All Any ApproximateEqual ArgMax ArgMin Bucketize Equal Greater GreaterEqual InTopK InTopKV2 IsFinite
        IsInf IsNan Less LessEqual LogicalAnd LogicalNot LogicalOr LowerBound NotEqual UpperBound Where
    """,
    _DESCRIBES: """
        BroadcastArgs BroadcastGradientArgs ConcatOffset InvertPermutation Rank Shape ShapeN Size
        TensorListLength
    """,
    _FILLS: "Const EmptyTensorList Fill OneHot OnesLike Range TensorListReserve ZerosLike",
    _READS: """
        IteratorGetNext IteratorGetNextSync OptionalGetValue ReadVariableOp ResourceGather ResourceGatherNd
    """,
    _NO_VALUE: """
        Assert AssignAddVariableOp AssignSubVariableOp AssignVariableOp AnonymousIteratorV3
        DestroyResourceOp NoOp OptionalFromValue OptionalHasValue PrintV2
        ResourceScatterUpdate VarHandleOp VarIsInitializedOp
    """,
    _BOUNDED: "Atan Erf Erfc Relu6 Sigmoid Tanh",
    _SAME_SIZE: "Abs Ceil ClipByValue Floor Maximum Minimum Neg Relu Rint Round Sign Softplus",
    _RANDOM: """
        ParameterizedTruncatedNormal RandomStandardNormal RandomUniform RandomUniformInt
        StatelessRandomNormal StatelessRandomNormalV2 StatelessRandomUniform StatelessRandomUniformInt
        StatelessRandomUniformIntV2 StatelessRandomUniformV2 StatelessTruncatedNormal
        StatelessTruncatedNormalV2 StatefulStandardNormalV2 StatefulUniform TruncatedNormal
    """,
    _INTEGERS: """
        BitwiseAnd BitwiseOr BitwiseXor FloorMod LeftShift RightShift RngReadAndSkip StatelessRandomGetAlg
        StatelessRandomGetKeyCounter StatelessRandomGetKeyCounterAlg Bincount DenseBincount
    """,
    _UNSET: "Empty",
    _LIMIT: "Max Min SegmentMax SegmentMin UnsortedSegmentMax UnsortedSegmentMin",
}

SKIPPED_OPS: dict[str, str] = {name: reason for reason, names in _GROUPS.items() for name in names.split()}
"""Op type to the reason why its outputs need no look."""

PASSING_OPS = frozenset(
    name
    for name, reason in SKIPPED_OPS.items()
    if reason in {_MOVES, _PICKS, _PLACES, _BOUNDED, _SAME_SIZE, _LIMIT}
)
"""Those of them that compute what somebody may want to know the maker of."""

IGNORED_OUTPUTS: dict[str, tuple[int, ...]] = {
    # For an empty batch mean and variance are NaN by definition, and the rest is reserved for the gradient
    # (as in tensorflow's check_numerics_callback).
    "FusedBatchNorm": (1, 2, 3, 4),
    "FusedBatchNormV2": (1, 2, 3, 4),
    "FusedBatchNormV3": (1, 2, 3, 4, 5),
    # Gradients of what was reserved are never computed.
    "FusedBatchNormGradV3": (3, 4),
    # Reserved for the gradient.
    "CudnnRNN": (3,),
    "CudnnRNNV2": (3, 4),
    "CudnnRNNV3": (3, 4),
}
"""Op type to the outputs of it that are not looked at."""

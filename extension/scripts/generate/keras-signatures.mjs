// pyadapter/core/source/keras_signatures.py: what arguments of Keras's classes and functions are called.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PYTHON, ROOT } from '../lib/paths.mjs';

const PROGRAM = `
import inspect
import keras

MODULES = ("activations", "callbacks", "initializers", "layers", "losses", "metrics", "models", "optimizers",
           "optimizers.schedules", "random", "regularizers")
METHODS = ("add", "compile", "evaluate", "fit", "predict", "predict_on_batch", "test_on_batch", "train_on_batch")

def parameters(function):
    found = list(inspect.signature(function).parameters.values())
    return " ".join(each.name for each in found if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY) and each.name != "self")

named = {}
for module in MODULES:
    home = keras
    for part in module.split("."):
        home = getattr(home, part)
    for name in dir(home):
        value = getattr(home, name)
        if not name.startswith("_") and callable(value):
            named[f"keras.{module}.{name}"] = parameters(value)
for name in ("Input", "Model", "Sequential", "Layer", "Loss", "Metric", "Optimizer", "Variable"):
    named[f"keras.{name}"] = parameters(getattr(keras, name))
for name in METHODS:
    named[f"keras.Model.{name}"] = parameters(getattr(keras.Sequential, name))
for name in sorted(named):
    print(f'    "{name}": "{named[name]}",')
`;

export async function kerasSignatures() {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' };
  const { stdout: lines } = await promisify(execFile)(PYTHON, ['-c', PROGRAM], { cwd: ROOT, env });
  return `"""Names of the arguments of Keras's public classes and functions, in their order.

Generated from Keras 3.15 by \`npm run generate\`: do not edit.
"""

SIGNATURES: dict[str, str] = {
${lines.trimEnd()}
}
`;
}

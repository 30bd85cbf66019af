import keras
import numpy as np
import tensorflow as tf

large = np.random.default_rng(0).standard_normal(30_000_000, dtype="float32")
large[77] = np.nan
tensor = tf.constant(np.arange(12.0).reshape(3, 4))
variable = tf.Variable([1.0, np.inf])
weight = keras.Variable(np.ones((2, 3)), name="weight")
symbolic = keras.Input((3,))
counts = np.arange(250)
text = tf.constant(["a", "b"])
half = tf.constant([1.0, 2.0], tf.bfloat16)
many = [np.ones((1000, 1000), "float32") for _ in range(40)]
m0, m1, m2, m3, m4, m5, m6, m7 = many[:8]
optimizer = keras.optimizers.SGD()
with tf.GradientTape() as tape:
    doubled = tensor * 2.0  # @doubled
    loss = tf.reduce_sum(weight * 3.0)
gradients = tape.gradient(loss, [weight.value])
optimizer.apply(gradients, [weight])
print("end")  # @stop

import tensorflow as tf


def loss_of(x):
    logarithm = tf.math.log(x)  # @bad
    return tf.reduce_sum(logarithm)  # @after


loss_of(tf.constant([1.0, -1.0]))
print("end")

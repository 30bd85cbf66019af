from concurrent.futures import ThreadPoolExecutor

import tensorflow as tf


def train():
    with tf.GradientTape():
        pass


pool = ThreadPoolExecutor(1)
pool.submit(train).result()
bad = tf.constant([-1.0])
future = pool.submit(tf.math.log, bad)
future.result()  # @waits
print("end")

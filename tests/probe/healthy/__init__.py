"""The healthy zoo: training as people do it, at which every kind of finding must stay silent.

A workload is a function that trains for a few to a few dozens of steps. Each has something that a careless
detector takes for a fault: infinities that are meant, masks, frozen layers, losses that rise, zeros.
"""

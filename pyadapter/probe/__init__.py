"""The probe: the guest in the training process."""

"""Whether two groups differ, voxel by voxel, by exchanging their subjects (O-INR section 6)."""

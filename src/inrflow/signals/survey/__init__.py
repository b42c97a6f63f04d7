"""What a data set of panoptic clips holds, and which clips to take."""

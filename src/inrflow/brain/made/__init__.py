"""A cohort made of nilearn's MNI152 template: two groups, and where they differ is known."""

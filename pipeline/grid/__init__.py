"""Stage: grid."""

"""The Spark job of bucket-brigade: documents named by a manifest become rows, rows become staged files, staged files become the table's."""

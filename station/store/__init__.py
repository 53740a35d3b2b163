"""`beacon406 store`: what a station keeps, checked, exported or erased."""

"""What a station keeps to show later what it heard: samples and a picture of each burst."""

"""What is answered at which address; the endpoints translate and decide nothing."""

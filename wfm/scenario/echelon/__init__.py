"""Emergency echelons: who is called up, by whom, how they answered; the same as a drill."""

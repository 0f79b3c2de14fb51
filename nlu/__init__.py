"""Understanding Dutch as staff type it: examples, Rasa components, safety detection, and the door to a light Rasa."""

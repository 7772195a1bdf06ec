"""The first operators and documents of a stage on AWS, which no route can make."""

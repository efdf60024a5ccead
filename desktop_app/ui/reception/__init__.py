"""The page Recepción: where the receiving entity takes packages in, reviews them and publishes."""

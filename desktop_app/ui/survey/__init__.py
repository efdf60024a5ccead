"""The screens on which a response is answered, reviewed and read: question widgets, Responder, Revisar, Resultado."""

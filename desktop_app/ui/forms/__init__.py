"""Revisar y probar un formulario: what is wrong with a form's file, and the form tried without keeping anything."""

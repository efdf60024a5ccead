"""Without a Java and pyxform's JavaRosa there is nothing to agree with."""

from tests.support.javarosa import available

collect_ignore = [] if available() else ["test_agreement.py", "test_ssme_javarosa.py"]

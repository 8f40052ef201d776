from tests.fuzz.cases import Part
class Stress(Part):
    name = "stress"
    count = 1

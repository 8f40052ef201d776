from tests.fuzz.cases import Part
class Sources(Part):
    name = "sources"
    count = 1

import Testing

@testable import Machine

@Suite struct EpitaphTests {
  @Test func aLineIsRead() throws {
    let line =
      "martlet: epitaph core=2 kind=1 esr=0xf2000001 elr=0x800000002f50 link=0x800000001004"
      + " far=0x0 frames=0x800000001004,0x800000000800\r"
    let epitaph = try #require(Epitaph(line: line))
    #expect(epitaph.circumstances == ["core=2", "kind=1", "esr=0xf2000001", "far=0x0"])
    #expect(epitaph.location == 0x8000_0000_2F50)
    #expect(epitaph.link == 0x8000_0000_1004)
    // The link is the first frame: it is looked up once, at the call before it.
    #expect(epitaph.places == [0x8000_0000_2F50, 0x8000_0000_1000, 0x8000_0000_07FC])
    let other = try #require(Epitaph(line: "epitaph elr=0x10 link=0x20 frames="))
    #expect(other.places == [0x10, 0x1C])
    #expect(other.frames.isEmpty)
    // Signed return addresses.
    let signed = try #require(
      Epitaph(line: "epitaph elr=0x10 link=0x7f12800000000020 frames=0x3a00800000000040"))
    #expect(signed.places == [0x10, 0x8000_0000_001C, 0x8000_0000_003C])
    #expect(Epitaph(line: "martlet: boot") == nil)
    #expect(Epitaph(line: "epitaph core=1") == nil)
    #expect(Epitaph(line: "epitaph elr=0xzz") == nil)
  }

  @Test func placesAreReadAndToldWithTheirCause() throws {
    let output = """
      [{"Address":"0x10","Symbol":[{"FunctionName":"Swift runtime failure: Index out of bounds",\
      "FileName":"/<compiler-generated>","Line":0},{"FunctionName":"List.subscript.getter",\
      "FileName":"/s/List.swift","Line":32}]},{"Address":"0x1c"}]
      """
    let places = try #require(SourcePlace.read(symbolizer: output))
    #expect(places.map(\.count) == [2, 0])
    let epitaph = try #require(Epitaph(line: "epitaph core=1 elr=0x10 link=0x20 frames="))
    #expect(
      Symbolizer.describe(epitaph, places: places) == """
        cause: Index out of bounds
        with:  core=1
          in List.subscript.getter
             /s/List.swift:32
          at 0x1c
        """)
    #expect(SourcePlace.read(symbolizer: "error") == nil)
  }

  @Test func aMissingImageIsSaid() {
    #expect(throws: SymbolizerError.imageMissing("/none")) { try Symbolizer(image: "/none") }
  }
}

"""What a PDF may hold: names of ISO 32000, by what is done with them."""

# Whatever has one of these can act when somebody opens or touches it, or carries other files.
ACTIVE_KEYS = frozenset(
    {
        "/JS",
        "/JavaScript",
        "/AA",
        "/XFA",
        "/EF",
        "/EmbeddedFiles",
        "/RichMediaContent",
        "/RichMediaSettings",
        "/Launch",
        "/AcroForm",
        "/Collection",
    }
)
ACTIVE_KINDS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/ResetForm",
        "/GoToR",
        "/GoToE",
        "/Rendition",
        "/Movie",
        "/Sound",
        "/RichMedia",
        "/RichMediaExecute",
        "/SetOCGState",
        "/3D",
        "/Screen",
        "/FileAttachment",
        "/EmbeddedFile",
        "/Filespec",
        "/Widget",
        "/PS",
    }
)
# JBIG2 and JPEG 2000 are left out: their decoders were the way in more than once, and a scanner can do without.
FILTERS = frozenset(
    {
        "/FlateDecode",
        "/Fl",
        "/DCTDecode",
        "/DCT",
        "/CCITTFaxDecode",
        "/CCF",
        "/LZWDecode",
        "/RunLengthDecode",
        "/ASCII85Decode",
        "/A85",
        "/ASCIIHexDecode",
        "/AHx",
    }
)
ANNOTATIONS = frozenset({"/Link", "/Popup"})  # nobody sees that they are gone
PAGE = frozenset(
    {
        "/Type",
        "/Parent",
        "/Resources",
        "/MediaBox",
        "/CropBox",
        "/Rotate",
        "/Contents",
        "/Group",
        "/UserUnit",
    }
)
# Who made it, with what, when and from which: metadata, private data of programs, thumbnails, structure.
TELLING = frozenset({"/Metadata", "/PieceInfo", "/LastModified", "/OPI", "/Alternates", "/Thumb", "/StructParent"})
# Beside the pages, what a file without metadata may have and stay as it is.
PLAIN_ROOT = frozenset({"/Type", "/Pages", "/Version"})
PLAIN_TRAILER = frozenset({"/Size", "/Root", "/ID"})

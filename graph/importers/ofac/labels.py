"""The labels that open a piece of OFAC's remarks, as OFAC prints them: data of the grammar in ``remarks``."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Field(StrEnum):
    """The field of an Entry that a piece belongs to."""

    NAME = "names"
    IDENTIFIER = "identifiers"
    BIRTH_DATE = "birth_dates"
    BIRTH_PLACE = "birth_places"
    NATIONALITY = "nationalities"
    CITIZENSHIP = "citizenships"
    GENDER = "genders"
    CONTACT = "contacts"
    WALLET = "wallets"
    ESTABLISHED = "established"
    LINK = "linked_to"
    NOTE = "notes"
    REST = "rest"


FIELDS: Final[Mapping[Field, tuple[str, ...]]] = {
    Field.NAME: ("a.k.a.", "f.k.a.", "n.k.a.", "d.b.a."),
    Field.BIRTH_DATE: ("DOB",),
    Field.BIRTH_PLACE: ("POB",),
    Field.NATIONALITY: ("nationality",),
    Field.CITIZENSHIP: ("citizen",),
    Field.GENDER: ("Gender",),
    Field.WALLET: ("Digital Currency Address -",),
    Field.ESTABLISHED: ("Organization Established Date",),
    Field.LINK: ("Linked To:",),
}
"""Labels whose pieces all go to one field."""

CONTACTS: Final[Mapping[str, tuple[str, ...]]] = {
    "email": ("Email Address", "Email", "E-mail"),
    "website": ("Website",),
    "phone": ("Phone Number", "Phone No.", "Phone", "Telephone Number", "Telephone No.", "Telephone"),
    "fax": ("Fax Number", "Fax No.", "Fax"),
}
"""Labels of ways to reach the entry, by the kind of a Contact."""

NOTES: Final[Mapping[str, tuple[str, ...]]] = {
    "secondary-sanctions": ("Secondary sanctions risk:",),
    "additional-sanctions": ("Additional Sanctions Information -",),
    "prohibited-transactions": (
        "Transactions Prohibited For Persons Owned or Controlled By U.S. Financial Institutions:",
    ),
    "organization-type": ("Organization Type:",),
    "target-type": ("Target Type",),
    "title": ("Alternate Title,", "Alternate Title:", "Title"),
    "position": ("Position",),
    "rank": ("Rank",),
    "profession": ("Profession", "Occupation"),
    "registration-country": ("Registration Country",),
    "former-vessel-flag": ("Former Vessel Flag",),
    "other-vessel-flag": ("Other Vessel Flag",),
    "other-vessel-call-sign": ("Other Vessel Call Sign",),
    "former-vessel-type": ("Former Vessel Type",),
    "other-vessel-type": ("Other Vessel Type",),
    "vessel-owner": ("Vessel Owner",),
    "former-vessel-owner": ("Former Vessel Owner",),
    "vessel-year-of-build": ("Vessel Year of Build",),
    "aircraft-model": ("Aircraft Model",),
    "aircraft-operator": ("Aircraft Operator",),
    "aircraft-manufacture-date": ("Aircraft Manufacture Date",),
    "nationality-of-registration": ("Nationality of Registration",),
    "ethnicity": ("ethnicity",),
    "tribe": ("Tribe", "Subtribe"),
    "height": ("Height",),
    "weight": ("Weight",),
    "eye-color": ("Eye Color",),
    "hair-color": ("Hair Color",),
    "complexion": ("Complexion",),
}
"""Labels whose value stays text, by the kind of a Note; the Note holds the value without its label."""

STATEMENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "directive": (
        "Executive Order 13662 Directive Determination",
        "Executive Order 14024 Directive Information",
        "For more information on directives",
        "Listing Date",
        "Effective Date",
    ),
    "executive-order": ("Executive Order 13846 information",),
    "caatsa": ("CAATSA Section 235 Information",),
    "ifca": ("IFCA Determination",),
    "peesa": ("PEESA Information",),
    "locations": (
        "all offices worldwide",
        "all branches worldwide",
        "all locations",
        "only locations",
        "and all other locations",
        "and all other offices",
        "and other locations",
    ),
    "custody": (
        "arrested",
        "ICTY indictee",
        "In custody",
        "Currently incarcerated",
        "Currently in",
        "imprisoned",
        "detained",
    ),
    "wanted": ("Wanted by", "Interpol"),
    "kinship": (
        "wife of",
        "husband of",
        "daughter of",
        "daughter-in-law of",
        "son of",
        "brother of",
        "half-brother of",
        "sister of",
        "sister-in-law of",
        "father of",
        "mother of",
        "nephew of",
        "son-in-law of",
    ),
    "life": ("deceased", "Possibly deceased", "Reportedly deceased"),
    "whereabouts": ("Possibly located in", "Located in", "Resides in", "Believed to be in"),
    "association": ("Associated with", "Assocated with", "Organization:", "Affiliated with"),
}
"""How pieces without a value open, by the kind of a Note; the Note holds the piece as a whole."""

IDENTIFIERS: Final[tuple[str, ...]] = (
    "Aircraft Construction Number (also called L/N or S/N or F/N)",
    "Aircraft Manufacturer's Serial Number (MSN)",
    "Aircraft Mode S Transponder Code",
    "Aircraft Serial Identification",
    "Aircraft Tail Number",
    "BIK (RU)",
    "C.I.F.",
    "C.I.N.",
    "C.R. No.",
    "C.U.I.",
    "C.U.I.P.",
    "C.U.I.T.",
    "C.U.R.P.",
    "Cartilla de Servicio Militar Nacional",
    "Cedula No.",
    "Certificate of Incorporation Number",
    "CNP (Personal Numerical Code)",
    "Credencial electoral",
    "D-U-N-S Number",
    "D.N.I.",
    "Diplomatic Passport",
    "Driver's License No.",
    "Driver's License",
    "Economic Register Number (CBLS)",
    "Equity Ticker",
    "Fiscal Code",
    "I.F.E.",
    "ISIN",
    "Italian Fiscal Code",
    "License",
    "Matricula Mercantil No",
    "MICEX Code",
    "MMSI",
    "N.I.E.",
    "N.I.F.",
    "National ID No.",
    "NIE",
    "NIT #",
    "Numero de Identidad",
    "Numero Unico de Identificacao Tributaria (NUIT)",
    "Paraguayan tax identification number",
    "Passport",
    "Personal ID Card",
    "Previous Aircraft Tail Number",
    "R.F.C.",
    "Registration Number",
    "RFC",
    "RIF #",
    "Romanian C.R.",
    "Romanian Permanent Resident CAN",
    "Romanian Tax Registration",
    "RSIN",
    "RTN",
    "RUC #",
    "Russian State Individual Business Registration Number Pattern (OGRNIP)",
    "Seafarer's Identification Document",
    "SSN",
    "Stateless Person ID Card",
    "Stateless Person Passport",
    "SWIFT/BIC",
    "Tarjeta Profesional",
    "Tax ID No.",
    "Trademark number",
    "UAE Identification",
    "UN/LOCODE",
    "Unified Social Credit Code (USCC)",
    "United Social Credit Code Certificate (USCCC)",
    "US FEIN",
    "V.A.T. Number",
    "Vessel Registration Identification",
    "VisaNumberID",
)
"""Labels of documents and registrations that ``NUMBERED`` does not know by their last word."""

NUMBERED: Final[tuple[str, ...]] = (
    "Number",
    "No.",
    "No",
    "Code",
    "ID",
    "Card",
    "#",
    "Passport",
    "Passport No.",
)
"""What ends the label of any other document or registration: "Tax ID No.", "Company Number"."""

POSITIONS: Final = """
administrator adviser advisor agent aide ambassador attaché attorney brigadier captain chair chairman
chairperson chairwoman chief colonel commander commandant commissioner constituent coordinator councilor
counselor dean delegate deputy director employee executive financier founder general governor head imam
inspector judge leader lieutenant magistrate major manager marshal mayor member minister officer official
owner partner president principal professor prosecutor rector representative secretary senator sergeant
shareholder speaker spokesman spokesperson superintendent supervisor treasurer undersecretary vice-chairman
vice-chairperson vice-president
"""
"""Words, in lower case, that make an unlabelled piece a position or rank."""

STYLES: Final = """
alhaj ayatollah doctor dr. eng. engineer haji hajj hojjatoleslam maulana maulavi mawlawi mulawi mullah mr.
mrs. prof. professor qari sayyed shaykh sheikh ustad
"""
"""Forms of address, in lower case: a piece of such words only is one."""

"""What the clients ask, and what they are to hear."""

from graph.namespaces import ALG, BASE, SAID
from tests.served import PREFIX

CLAIM = f"{BASE}id/claim/leavitt-head"
EXACT = "He is a fugitive head of this cartel"
SELECT = PREFIX + "SELECT ?claim ?exact { ?claim a alg:Allegation ; alg:passage/alg:exact ?exact }"
ASK = PREFIX + "ASK { ?claim a alg:Denial }"
CONSTRUCT = PREFIX + "CONSTRUCT WHERE { ?claim alg:holder ?holder }"
HOLDERS = {
    (CLAIM, f"{ALG}holder", f"{BASE}id/actor/karoline-leavitt"),
    (f"{BASE}id/claim/sheinbaum-evidence", f"{ALG}holder", f"{BASE}id/actor/claudia-sheinbaum"),
}
DESCRIBE = f"DESCRIBE <{CLAIM}>"
CLAIMED = f"SELECT ?s ?o {{ ?s <{SAID}headOf> ?o }}"
MADURO, CARTEL = f"{BASE}id/actor/nicolas-maduro", f"{BASE}id/putative/cartel-de-los-soles"
MALFORMED = "ASK { ?claim }"

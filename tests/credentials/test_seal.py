"""The seal: what it covers, where its key lives, how it is checked by others."""

import base64
import json
import stat
import subprocess
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from app.credentials.seal import KEY_FILE, Sealer, SealState, canonical, load_sealer
from app.shared.settings import Mode, Settings, SettingsError
from tests.credentials.samples import FOLIO, ORDINARY

SEALER = Sealer(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
FACTS = ORDINARY.as_json()
SEAL = SEALER.seal(FOLIO, FACTS)


def settings(var: Path, seal_key: str = "") -> Settings:
    return Settings(mode=Mode.TEST, var=var, seal_key=seal_key)


def test_a_seal_holds_for_its_facts():
    assert SEALER.check(SEAL, FOLIO, json.loads(json.dumps(FACTS))) is SealState.INTACT


def test_a_seal_fits_its_column():
    assert len(SEAL) <= 120


@given(st.sampled_from(sorted(FACTS)))
def test_a_seal_breaks_when_any_fact_changes(key):
    assert SEALER.check(SEAL, FOLIO, {**FACTS, key: "otra cosa"}) is SealState.BROKEN


def test_a_seal_breaks_when_the_folio_changes():
    assert SEALER.check(SEAL, FOLIO.replace("691", "692"), FACTS) is SealState.BROKEN


def test_a_damaged_seal_is_broken():
    assert SEALER.check(SEAL[:-2], FOLIO, FACTS) is SealState.BROKEN
    assert SEALER.check(SEAL[:-1] + "ñ", FOLIO, FACTS) is SealState.BROKEN


def test_a_seal_of_another_key_is_told_apart():
    other = Sealer(Ed25519PrivateKey.generate())
    assert other.check(SEAL, FOLIO, FACTS) is SealState.OTHER_KEY


def test_the_canonical_form_is_sorted_tight_and_in_utf_8():
    assert canonical("F", {"ñ": [1, "Ü"], "a": ""}) == '{"facts":{"a":"","ñ":[1,"Ü"]},"folio":"F"}'.encode()


def test_a_key_is_made_at_first_use_and_only_its_owner_reads_it(tmp_path):
    first = load_sealer(settings(tmp_path))
    assert load_sealer(settings(tmp_path)).key_id == first.key_id
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == [KEY_FILE]


def test_many_that_start_at_once_agree_on_one_key(tmp_path):
    start, ids = threading.Barrier(8), []

    def load() -> None:
        start.wait()
        ids.append(load_sealer(settings(tmp_path)).key_id)

    threads = [threading.Thread(target=load) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 8
    assert len(set(ids)) == 1


def test_the_setting_gives_the_key_as_pem_or_in_one_line(tmp_path):
    pem = SEALER.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    line = "".join(line for line in pem.splitlines() if not line.startswith("-"))
    for given_key in (pem, line):
        assert load_sealer(settings(tmp_path, given_key)).key_id == SEALER.key_id
    assert not (tmp_path / KEY_FILE).exists()


def test_what_is_no_ed25519_key_is_refused(tmp_path):
    curve = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for wrong in ("no es una llave", base64.b64encode(b"tampoco").decode(), curve.decode()):
        with pytest.raises(SettingsError):
            load_sealer(settings(tmp_path, wrong))


def test_anyone_can_check_a_seal_with_openssl_and_the_public_key(tmp_path):
    (tmp_path / "key.pem").write_text(SEALER.public_pem)
    (tmp_path / "facts").write_bytes(canonical(FOLIO, FACTS))
    (tmp_path / "seal").write_bytes(base64.urlsafe_b64decode(SEAL.partition(".")[2] + "=="))
    checked = subprocess.run(
        ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", "facts", "-sigfile", "seal"],
        cwd=tmp_path,
        capture_output=True,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr

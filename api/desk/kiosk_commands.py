"""The `kiosks` commands: which kiosks there are, a new one, the link of its machine, its end."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from api.desk.errors import DeskError
from api.desk.kiosk_reading import read_kiosk
from api.desk.publishing import registry_of
from api.desk.registry.kiosks import LINK_FOR, KioskBook
from api.places import Places
from api.regions import open_active, region_of
from api.settings import Settings
from api.words import N_, _
from feeds import Kiosk, KioskKeyboard, KioskKind, KioskTheme

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # argparse gives it no public name


def add_kiosk_commands(subparsers: Subparsers) -> None:
    """Declare the commands; `run_kiosks` takes the parsed options."""
    kiosks = subparsers.add_parser("kiosks", help=_("bornes et écrans de hall"))
    actions = kiosks.add_subparsers(dest="kiosks_action", required=True)
    actions.add_parser("list", help=_("les bornes, leur état, leur dernière activité"))
    add = actions.add_parser("add", help=_("configurer une nouvelle borne"))
    token = actions.add_parser("token", help=_("le lien qui fait d’une machine cette borne"))
    token.add_argument("--revoke", action="store_true", help=_("retirer le lien et la machine"))
    retire = actions.add_parser("retire", help=_("mettre une borne hors d’usage"))
    for parser in (add, token, retire):
        parser.add_argument("id", metavar="BORNE", help=_("nom dans les adresses"))
        parser.add_argument("--who", default="console", help=_("au nom de qui"))
    add.add_argument("--title", required=True, help=_("ce qui est écrit en haut de l’écran"))
    add.add_argument("--place", required=True, help=_("arrêt, ou «\u00a0lat,lon\u00a0»"))
    add.add_argument("--owner", required=True, help=_("SIREN de l’autorité qui paie, ou compte"))
    add.add_argument("--languages", default="fr,de,en", help=_("celle du début d’abord"))
    add.add_argument("--kind", choices=[one.value for one in KioskKind], default="touch")
    add.add_argument("--theme", choices=[one.value for one in KioskTheme], default="light")
    keyboards = [one.value for one in KioskKeyboard]
    add.add_argument("--keyboard", choices=keyboards, default="language")
    add.add_argument("--idle", default="60", help=_("secondes avant de revenir au début"))


def run_kiosks(asked: argparse.Namespace, settings: Settings) -> int:
    """Run a command and return its exit status.

    Raises
    ------
    DeskError: a field cannot be used, no kiosk is called so, or the registry refuses.
    FeedError: no network is in service.

    """
    region = region_of(settings)
    book = registry_of(settings, region).kiosks
    match asked.kiosks_action:
        case "list":
            _list(book, region.kiosks)
        case "add":
            _add(asked, book, settings)
        case "token":
            _token(asked, book, region.kiosks)
        case "retire":
            book.retire(asked.id, who=asked.who)
    return 0


def _list(book: KioskBook, declared: tuple[Kiosk, ...]) -> None:
    seen = book.last_seen()
    rows = [(kiosk, _("fichier de région")) for kiosk in declared]
    for kept in book.all():
        state = _("à mettre en service")
        if kept.retired_at is not None:
            state = _("hors d’usage")
        elif kept.opened_at is not None:
            state = _("en service")
        rows.append((kept.kiosk, state))
    for kiosk, state in rows:
        at = seen.get(kiosk.id)
        told = "–" if at is None else f"{at:%Y-%m-%d %H:%M}"
        fields = (kiosk.id, kiosk.kind.value, kiosk.title, kiosk.place, kiosk.owner, state, told)
        print("\t".join(fields))


def _add(asked: argparse.Namespace, book: KioskBook, settings: Settings) -> None:
    snapshot = open_active(settings)
    names = ("id", "title", "place", "owner", "kind", "theme", "keyboard")
    given = {name: getattr(asked, name) for name in names} | {"idle_s": asked.idle}
    kiosk = read_kiosk(given, asked.languages.split(","), snapshot, Places(snapshot))
    book.add(kiosk, who=asked.who)
    print(
        _("Borne %(id)s configurée\u00a0: «\u00a0kiosks token\u00a0» donne son lien.", id=kiosk.id)
    )


def _token(asked: argparse.Namespace, book: KioskBook, declared: tuple[Kiosk, ...]) -> None:
    if asked.id in {kiosk.id for kiosk in declared}:
        raise DeskError(
            N_("la borne %(id)s du fichier de région est ouverte sans jeton"), id=asked.id
        )
    if asked.revoke:
        book.close(asked.id, who=asked.who)
        return
    token = book.give_link(asked.id, who=asked.who)
    page = {KioskKind.TOUCH: "borne", KioskKind.SCREEN: "ecran"}[book.one(asked.id).kiosk.kind]
    print(
        _(
            "À ouvrir une fois sur la machine, d’ici %(hours)s heures, après l’adresse publique du "
            "service\u00a0:",
            hours=int(LINK_FOR.total_seconds() // 3600),
        )
    )
    print(f"/{page}/{asked.id}/ouvrir#{token}")

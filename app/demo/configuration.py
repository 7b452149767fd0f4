# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The configuration files of a private Synapse. JSON is YAML, so no YAML library is needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_NO_LIMIT = {"per_second": 100_000, "burst_count": 100_000}
_LIMITS = (
    "rc_message",
    "rc_registration",
    "rc_registration_token_validity",
    "rc_admin_redaction",
    "rc_joins_per_room",
    "rc_key_requests",
    "rc_3pid_validation",
    "rc_third_party_invite",
    "rc_media_create",
    "rc_delayed_event_mgmt",
    "rc_room_creation",
    "rc_reports",
    "rc_user_directory",
    "rc_profile",
)
_NESTED_LIMITS = {
    "rc_login": ("address", "account", "failed_attempts"),
    "rc_joins": ("local", "remote"),
    "rc_invites": ("per_room", "per_user", "per_issuer"),
    "rc_presence": ("per_user",),
}


def homeserver_configuration(folder: Path, server_name: str, port: int, secret: str) -> dict[str, dict[str, Any]]:
    """File name -> content. Everything lies in ``folder``; the server listens on 127.0.0.1 only and talks to nobody."""
    listener = {
        "type": "http",
        "port": port,
        "bind_addresses": ["127.0.0.1"],
        "tls": False,
        "x_forwarded": False,
        "resources": [{"names": ["client", "media"], "compress": True}],
    }
    homeserver: dict[str, Any] = {
        "server_name": server_name,
        "public_baseurl": f"http://127.0.0.1:{port}/",
        "pid_file": str(folder / "homeserver.pid"),
        "listeners": [listener],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "log_config": str(folder / "log.json"),
        "media_store_path": str(folder / "media"),
        "signing_key_path": str(folder / "signing.key"),
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        "federation_domain_whitelist": [],
        "report_stats": False,
        "registration_shared_secret": secret,
        "enable_registration": True,
        "enable_registration_without_verification": True,
        "macaroon_secret_key": secret,
        "form_secret": secret,
        "bcrypt_rounds": 4,
        "presence": {"enabled": False},
        "user_directory": {"enabled": True, "search_all_users": True},
        "url_preview_enabled": False,
        "allow_public_rooms_over_federation": False,
        "room_list_publication_rules": [{"action": "allow"}],
        "max_upload_size": "200M",
        "auto_join_rooms": [],
        "templates": {},
    }
    for name in _LIMITS:
        homeserver[name] = _NO_LIMIT
    for name, parts in _NESTED_LIMITS.items():
        homeserver[name] = dict.fromkeys(parts, _NO_LIMIT)
    log = {
        "version": 1,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {
            "file": {
                "class": "logging.FileHandler",
                "filename": str(folder / "homeserver.log"),
                "formatter": "line",
                "encoding": "utf-8",
            }
        },
        "root": {"level": "WARNING", "handlers": ["file"]},
        "disable_existing_loggers": False,
    }
    return {"homeserver.json": homeserver, "log.json": log}

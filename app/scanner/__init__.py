# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files are checked for malware by a scanner of the organisation before they are opened, shown or saved."""

"""Code blocks that are to be run: an instruction without a verb."""

from __future__ import annotations

import re

_PROMPT = re.compile(
    r"(?:[\w.-]+@[\w.-]+[:\w/~.-]*[$#%]|PS(?: [A-Z]:[^>\n]{0,80})?>|[A-Z]:\\[^>\n]{0,80}>|[$%>])\s+"
)
"""`$ ls`, `root@host:~# ls`, `PS C:\\> ls`: what a shell writes before a command."""
_WRAPPER = re.compile(r"(?:sudo(?:\s+-\w+)*|doas|env(?:\s+\w+=\S*)*)\s+")
_PROGRAM = re.compile(
    r"(?:\.{0,2}/)?[\w./-]+\.(?:sh|exe|ps1|bat|cmd)\b|"
    r"[A-Z][a-z]+-[A-Z]\w+(?:\s|$)|"  # PowerShell: Restart-Service
    r"(?:apt|apt-get|apk|brew|cargo|cat|cd|chmod|choco|chown|cp|curl|crontab|dd|defaults|df|dism|dnf|docker|"
    r"docker-compose|dpkg|echo|export|fastboot|flatpak|fsck|git|gpg|grep|gsettings|ifconfig|ip|ipconfig|"
    r"iptables|journalctl|kill|killall|kubectl|launchctl|ln|ls|make|mkdir|modprobe|mount|mv|nano|netsh|"
    r"networksetup|nmcli|npm|npx|pacman|pip3?|pkill|powercfg|python3?|reboot|reg|regsvr32|restorecon|rm|rsync|"
    r"sc|scp|sed|sfc|snap|softwareupdate|source|ssh|ssh-add|ssh-keygen|bcdedit|bootrec|chkdsk|adb|diskpart|"
    r"diskutil|systemctl|service|setsebool|tar|taskkill|tee|touch|ufw|umount|update-grub|useradd|usermod|vi|vim|"
    r"resolvectl|timedatectl|hostnamectl|loginctl|sysctl|lsblk|lsof|netstat|nslookup|ping|tracert|traceroute|pnpm|conda|podman|helm|terraform|gcloud|firewall-cmd|swapon|swapoff|mkswap|fallocate|blkid|add-apt-repository|apt-cache|visudo|"
    r"net(?=\s+(?:start|stop|use|user|view|share|time|localgroup)\b)|wget|winget|wsl|wsreset|yarn|yum|zypper|nvram|pmset|tccutil|dscacheutil|mysql|psql|sqlite3|composer|php|wp)"
    r"(?=\s|$)"
)


def is_command(code: str) -> bool:
    """Whether a code block opens with a command for a shell; logs, settings and programs do not.

    >>> is_command("# give it back\\nsudo chown -R me: ~/.ssh"), is_command("PS C:\\\\> Restart-Service Spooler")
    (True, True)
    >>> is_command("git@host: Permission denied (publickey)."), is_command("[wsl2]\\nmemory=4GB")
    (False, False)
    """
    lines = (line.strip() for line in code.split("\n"))
    first = next((line for line in lines if line and not line.startswith(("#", "REM ", "::", "//"))), "")
    command = _WRAPPER.sub("", _PROMPT.sub("", first[:400], 1), 1)
    return _PROGRAM.match(command) is not None

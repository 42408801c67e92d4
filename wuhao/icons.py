"""Stroke icons on a 24 × 24 grid: name → the inside of the SVG."""

ICONS = {
    "alert": '<path d="M12 4 2.5 20h19zM12 10v4.5M12 17.2v.1"/>',
    "archive": '<path d="M4 8h16v12H4zM3 4h18v4H3zM10 12h4"/>',
    "arrow-left": '<path d="M19 12H5M11 6l-6 6 6 6"/>',
    "arrow-right": '<path d="M5 12h14M13 6l6 6-6 6"/>',
    "award": '<circle cx="12" cy="9" r="5.5"/><path d="M8.5 13.5 7 21l5-2.6L17 21l-1.5-7.5"/>',
    "bell": '<path d="M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 21h4"/>',
    "book": '<path d="M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h11"/>',
    "building": '<path d="M4 21V9l8-5 8 5v12M9 21v-7h6v7"/>',
    "calendar": '<path d="M4 6h16v15H4zM4 10.5h16M8 3v4M16 3v4"/>',
    "camera": '<path d="M4 8h4l1.5-2.5h5L16 8h4v11H4z"/><circle cx="12" cy="13" r="3.5"/>',
    "chart": '<path d="M5 20v-8M12 20V5M19 20v-11"/>',
    "chat": '<path d="M4 5h16v11H10l-4.5 4V16H4z"/>',
    "check": '<path d="M4 12.5 9.5 18 20 7"/>',
    "check-circle": '<circle cx="12" cy="12" r="9"/><path d="M8 12.3 11 15.2 16.2 9.5"/>',
    "clipboard": '<path d="M6 5h12v16H6zM9 3h6v4H9zM9 11h6M9 15h6"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
    "close": '<path d="M6 6l12 12M18 6 6 18"/>',
    "columns": '<path d="M4 5h6v6H4zM4 15h6v4H4zM14 5h6v4h-6zM14 13h6v6h-6z"/>',
    "copy": '<path d="M9 9h11v11H9zM5 15H4V4h11v1"/>',
    "dice": '<path d="M5 5h14v14H5zM9 9v.1M15 9v.1M12 12v.1M9 15v.1M15 15v.1"/>',
    "download": '<path d="M12 4v11M7 11l5 5 5-5M4 20h16"/>',
    "edit": '<path d="M4 20h4L19 9l-4-4L4 16zM13 7l4 4"/>',
    "file": '<path d="M6 3h8l4 4v14H6zM14 3v5h4"/>',
    "filter": '<path d="M4 5h16l-6 7.5V20l-4-2v-5.5z"/>',
    "flag": '<path d="M6 21V4M6 4h12l-2.5 4L18 12H6"/>',
    "help": (
        '<circle cx="12" cy="12" r="9"/><path d="'
        'M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 16.6v.1"/>'
    ),
    "inbox": '<path d="M4 14 6.5 5h11L20 14v6H4zM4 14h5l1 2.5h4l1-2.5h5"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.6v.1"/>',
    "key": '<circle cx="8" cy="15" r="4"/><path d="M11 12l8-8M16 7l3 3"/>',
    "link": (
        '<path d="M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1'
        'M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1"/>'
    ),
    "list": '<path d="M5 6h14M5 12h9M5 18h14"/>',
    "lock": '<path d="M5 11h14v10H5zM8 11V8a4 4 0 0 1 8 0v3"/>',
    "logout": '<path d="M14 4H5v16h9M10 12h10M16 8l4 4-4 4"/>',
    "menu": '<path d="M4 6.5h16M4 12h16M4 17.5h16"/>',
    "minus": '<path d="M5 12h14"/>',
    "phone": '<path d="M8 3h8v18H8zM11 18h2"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"/>',
    "refresh": '<path d="M19 12a7 7 0 1 1-2-5l2.5 2.5M19.5 4v5.5H14"/>',
    "return": '<path d="M9 6 4 11l5 5M4 11h11a5 5 0 0 1 0 10h-3"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4.5 4.5"/>',
    "settings": (
        '<circle cx="12" cy="12" r="3"/><path d="M12 3v3M12 18v3M3 12h3M18 12h3'
        'M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M18.4 5.6l-2.2 2.2M7.8 16.2l-2.2 2.2"/>'
    ),
    "shield": '<path d="M12 3l7.5 3v6c0 4.5-3 7.5-7.5 9-4.5-1.5-7.5-4.5-7.5-9V6z"/>',
    "sliders": (
        '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/>'
        '<circle cx="9" cy="17" r="2"/>'
    ),
    "star": '<path d="M12 3.5l2.6 5.5 6 .8-4.4 4.2 1.1 6-5.3-2.9L6.7 20l1.1-6L3.4 9.8l6-.8z"/>',
    "trash": '<path d="M4 7h16M9 7V4h6v3M6.5 7 7.5 21h9l1-14"/>',
    "upload": '<path d="M12 16V5M7 9.5 12 4.5l5 5M4 20h16"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4.5 21a7.5 7.5 0 0 1 15 0"/>',
    "users": (
        '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20a6.5 6.5 0 0 1 13 0'
        'M16 5.3a3.5 3.5 0 0 1 0 6.4M18 14.2a6.5 6.5 0 0 1 3.5 5.8"/>'
    ),
}

package io.maregistry.model;

/** Which texts are host names or addresses (RFC 1123 names with underscores allowed, RFC 4291 addresses). */
final class Hosts {

    private static final int MAX_LABEL = 63;

    private Hosts() {}

    static boolean isNameOrIpv4(String host) {
        if (host.isEmpty()) {
            return false;
        }
        String[] labels = host.split("\\.", -1);
        boolean onlyDigits = true;
        for (int at = 0; at < labels.length; at++) {
            boolean rootDot = at == labels.length - 1 && at > 0 && labels[at].isEmpty();
            if (!rootDot && !isLabel(labels[at])) {
                return false;
            }
            onlyDigits = onlyDigits && labels[at].chars().allMatch(c -> c >= '0' && c <= '9');
        }
        return !onlyDigits || isIpv4(labels);
    }

    static boolean isIpv6(String host) {
        int zone = host.indexOf('%');
        if (zone >= 0 && !isLabel(host.substring(zone + 1))) {
            return false;
        }
        String address = zone < 0 ? host : host.substring(0, zone);
        int gap = address.indexOf("::");
        if (gap >= 0 && address.indexOf("::", gap + 1) >= 0) {
            return false;
        }
        if (gap < 0) {
            return groups(address, true) == 8;
        }
        int before = groups(address.substring(0, gap), false);
        int after = groups(address.substring(gap + 2), true);
        return before >= 0 && after >= 0 && before + after <= 7;
    }

    /** How many 16-bit groups {@code text} holds, an IPv4 tail counting as two; -1 where it is none of these. */
    private static int groups(String text, boolean mayEndInIpv4) {
        if (text.isEmpty()) {
            return 0;
        }
        String[] groups = text.split(":", -1);
        for (int at = 0; at < groups.length; at++) {
            boolean last = at == groups.length - 1;
            if (last && mayEndInIpv4 && groups[at].indexOf('.') >= 0) {
                return isIpv4(groups[at].split("\\.", -1)) ? groups.length + 1 : -1;
            }
            if (!isHexGroup(groups[at])) {
                return -1;
            }
        }
        return groups.length;
    }

    private static boolean isHexGroup(String text) {
        return !text.isEmpty()
                && text.length() <= 4
                && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }

    private static boolean isIpv4(String[] parts) {
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            boolean digits =
                    !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!digits || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLabel(String label) {
        if (label.isEmpty() || label.length() > MAX_LABEL || label.startsWith("-") || label.endsWith("-")) {
            return false;
        }
        return label.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_');
    }
}

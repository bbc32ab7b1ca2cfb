package io.maregistry.model;

/** Which texts are host names or addresses (RFC 1123 names with underscores allowed, RFC 4291 addresses). */
final class Hosts {

    private static final int MAX_LABEL = 63;

    private Hosts() {}

    static boolean isNameOrIpv4(String host) {
        boolean onlyDigits = true;
        int label = 0; // where the label begins that is being looked at
        for (int at = 0; at <= host.length(); at++) {
            char c = at < host.length() ? host.charAt(at) : '.';
            if (c == '.') {
                boolean rootDot = at == host.length() && at == label && label > 0;
                if (!rootDot && !isLabel(host, label, at)) {
                    return false;
                }
                label = at + 1;
            } else {
                onlyDigits = onlyDigits && isDigit(c);
            }
        }
        return !onlyDigits || isIpv4(host);
    }

    static boolean isIpv6(String host) {
        int zone = host.indexOf('%');
        if (zone >= 0 && !isLabel(host, zone + 1, host.length())) {
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
                return isIpv4(groups[at]) ? groups.length + 1 : -1;
            }
            if (!isHexGroup(groups[at])) {
                return -1;
            }
        }
        return groups.length;
    }

    private static boolean isHexGroup(String text) {
        boolean lawful = !text.isEmpty() && text.length() <= 4;
        for (int at = 0; lawful && at < text.length(); at++) {
            char c = text.charAt(at);
            lawful = isDigit(c) || c >= 'a' && c <= 'f';
        }
        return lawful;
    }

    private static boolean isIpv4(String text) {
        int parts = 0;
        int digits = 0;
        int value = 0;
        for (int at = 0; at <= text.length(); at++) {
            char c = at < text.length() ? text.charAt(at) : '.';
            if (c == '.') {
                if (digits == 0 || digits > 3 || value > 255) {
                    return false;
                }
                parts++;
                digits = 0;
                value = 0;
            } else if (isDigit(c)) {
                digits++;
                value = value * 10 + (c - '0');
            } else {
                return false;
            }
        }
        return parts == 4;
    }

    private static boolean isLabel(String text, int from, int to) {
        boolean lawful = to > from && to - from <= MAX_LABEL && text.charAt(from) != '-' && text.charAt(to - 1) != '-';
        for (int at = from; lawful && at < to; at++) {
            char c = text.charAt(at);
            lawful = c >= 'a' && c <= 'z' || isDigit(c) || c == '-' || c == '_';
        }
        return lawful;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}

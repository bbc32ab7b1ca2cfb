package io.maregistry.server.snapshot;

import java.nio.charset.StandardCharsets;

/** Texts of documents, changed. */
final class Documents {

    private Documents() {}

    /** The full document with the checksum that its other bytes have. */
    static String withLawfulChecksum(String document) {
        String checked = document.substring(0, document.lastIndexOf(",\"checksum\""));
        byte[] digest = Checksum.sha256().digest(checked.getBytes(StandardCharsets.UTF_8));
        return checked + new String(Checksum.tail(digest), StandardCharsets.UTF_8);
    }
}

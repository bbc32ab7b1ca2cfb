package io.maregistry.server.http;

import io.maregistry.model.ResumeToken;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * An entity tag: {@code "<lineage>-<revision>"} and what else the bytes depend on.
 *
 * @param suffix empty, or {@code -} and more
 */
record Tag(long lineage, long revision, String suffix) {

    void writeTo(ByteBuf out) {
        out.writeByte('"');
        Digits.writeHex(out, lineage);
        out.writeByte('-');
        Digits.write(out, revision);
        ByteBufUtil.writeAscii(out, suffix);
        out.writeByte('"');
    }

    /**
     * Whether {@code ifNoneMatch}, a list of tags or {@code *}, names this one; compared weakly, as RFC 9110 (section
     * 13.1.2) wants it.
     */
    boolean isIn(String ifNoneMatch) {
        if (ifNoneMatch.trim().equals("*")) {
            return true;
        }
        String own = toString();
        for (String tag : ifNoneMatch.split(",", -1)) {
            String given = tag.trim();
            if (given.equals(own)
                    || given.startsWith("W/") && given.substring(2).equals(own)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return '"' + ResumeToken.lineageText(lineage) + '-' + revision + suffix + '"';
    }
}

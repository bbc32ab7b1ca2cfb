package io.maregistry.server.http;

import io.maregistry.model.Member;
import io.maregistry.model.ResumeToken;
import io.maregistry.server.registry.Labels;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the heads of answers. What seldom changes (status lines, the date, labels without their numbers) is kept as
 * bytes, so that a head costs some copies. Any thread.
 */
final class AnswerHead {

    /** No head without a long list of services in it is longer. */
    static final int USUAL_BYTES = 640;

    private static final byte[] REVISION = ascii("X-Registry-Revision: ");
    private static final byte[] AGE = ascii("X-Registry-Age-Ms: ");
    private static final byte[] TYPE = ascii("Content-Type: ");
    private static final byte[] JSON_TYPE = ascii("Content-Type: " + Payload.JSON + "\r\n");
    private static final byte[] ENCODING = ascii("Content-Encoding: ");
    private static final byte[] LENGTH = ascii("Content-Length: ");
    private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
    private static final byte[] TAG = ascii("ETag: ");
    private static final byte[] CLOSE = ascii("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
    private static final byte[] END_OF_LINE = ascii("\r\n");
    private static final byte[][] STATUS_LINES = statusLines();
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final LongSupplier wallMillis;
    private volatile Dated date = new Dated(-1, new byte[0]);
    private volatile @Nullable Labelled labelled;
    private volatile long lastRevision = -1; // the last that labelled had no block of

    AnswerHead(LongSupplier wallMillis) {
        this.wallMillis = wallMillis;
    }

    /** How the connection goes on behind an answer. */
    enum Persistence {
        /** As HTTP/1.1 does by itself. */
        USUAL,
        /** As an HTTP/1.0 client has asked for. */
        KEPT_ALIVE,
        CLOSED
    }

    /** Writes the head of {@code answer}, its empty line included. */
    void write(ByteBuf out, Answer answer, Persistence persistence) {
        writeLabels(out, answer.status(), answer.labels());
        out.writeBytes(dateLine());
        Tag tag = answer.tag();
        if (tag != null) {
            out.writeBytes(TAG);
            tag.writeTo(out);
            out.writeBytes(END_OF_LINE);
        }
        for (int at = 0; at < answer.fields().size(); at++) {
            Answer.Field field = answer.fields().get(at);
            writeField(out, field.name(), field.value());
        }
        if (answer.status() != Answer.NOT_MODIFIED && answer.status() != Answer.NO_CONTENT) {
            writeContent(out, answer.content());
        }
        if (persistence != Persistence.USUAL) {
            out.writeBytes(persistence == Persistence.CLOSED ? CLOSE : KEEP_ALIVE);
        }
        out.writeBytes(END_OF_LINE);
    }

    /** The status line and the labels: one block for as long as neither the state nor the cluster changes. */
    private void writeLabels(ByteBuf out, int status, Labels labels) {
        Labelled known = labelled;
        if (known == null || !known.isFor(labels)) {
            known = Labelled.of(labels);
            labelled = known;
        }
        if (status == Answer.OK && known.labels().revision() == labels.revision()) {
            out.writeBytes(known.block());
        } else {
            out.writeBytes(STATUS_LINES[status]);
            out.writeBytes(known.lines());
            out.writeBytes(REVISION);
            Digits.write(out, labels.revision());
            out.writeBytes(END_OF_LINE);
            if (labels.revision() == lastRevision) { // it stands still: a block of it is worth making
                labelled = Labelled.of(labels);
            }
            lastRevision = labels.revision();
        }
        if (labels.ageMillis() >= 0) {
            out.writeBytes(AGE);
            Digits.write(out, labels.ageMillis());
            out.writeBytes(END_OF_LINE);
        }
    }

    private byte[] dateLine() {
        long second = Math.floorDiv(wallMillis.getAsLong(), 1_000L);
        Dated known = date;
        if (known.second() != second) {
            known = new Dated(second, ascii("Date: " + DATE.format(Instant.ofEpochSecond(second)) + "\r\n"));
            date = known;
        }
        return known.line();
    }

    private static void writeContent(ByteBuf out, Payload content) {
        if (content.body().length() != 0) {
            if (Payload.JSON.equals(content.type())) {
                out.writeBytes(JSON_TYPE);
            } else {
                out.writeBytes(TYPE);
                writeLine(out, content.type());
            }
        }
        if (!content.encoding().isEmpty()) {
            out.writeBytes(ENCODING);
            ByteBufUtil.writeAscii(out, content.encoding());
            out.writeBytes(END_OF_LINE);
        }
        if (content.body().length() == Body.UNKNOWN) {
            out.writeBytes(CHUNKED);
            return;
        }
        out.writeBytes(LENGTH);
        Digits.write(out, content.body().length());
        out.writeBytes(END_OF_LINE);
    }

    private static void writeField(ByteBuf out, AsciiString name, String value) {
        ByteBufUtil.writeAscii(out, name);
        out.writeByte(':');
        out.writeByte(' ');
        ByteBufUtil.writeAscii(out, value);
        out.writeBytes(END_OF_LINE);
    }

    private static void writeLine(ByteBuf out, AsciiString value) {
        out.writeBytes(value.array(), value.arrayOffset(), value.length());
        out.writeBytes(END_OF_LINE);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[][] statusLines() {
        byte[][] lines = new byte[600][];
        for (int code = 100; code < lines.length; code++) {
            lines[code] = ascii("HTTP/1.1 " + HttpResponseStatus.valueOf(code) + "\r\n");
        }
        return lines;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Dated(long second, byte[] line) {}

    /**
     * The labels that change seldom, as lines.
     *
     * @param lines all but the revision and the age
     * @param block the status line of 200, the lines, and the revision's line
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Labelled(Labels labels, byte[] lines, byte[] block) {

        static Labelled of(Labels labels) {
            StringBuilder lines = new StringBuilder(256);
            if (labels.lineage() != 0) {
                lines.append("X-Registry-Lineage: ").append(ResumeToken.lineageText(labels.lineage()));
                lines.append("\r\n");
            }
            lines.append("X-Registry-Term: ").append(labels.position().term());
            lines.append("\r\nX-Registry-Role: ").append(labels.position().role());
            lines.append("\r\nX-Registry-Mode: ").append(labels.position().mode());
            lines.append("\r\nX-Registry-Complete: ")
                    .append(labels.isComplete())
                    .append("\r\n");
            Member leader = labels.leader();
            if (leader != null) {
                lines.append("X-Registry-Leader: ").append(leader.url()).append("\r\n");
            }
            String status = new String(STATUS_LINES[Answer.OK], StandardCharsets.US_ASCII);
            String revision = "X-Registry-Revision: " + labels.revision() + "\r\n";
            return new Labelled(labels, ascii(lines.toString()), ascii(status + lines + revision));
        }

        boolean isFor(Labels others) {
            return labels.lineage() == others.lineage()
                    && labels.isComplete() == others.isComplete()
                    && Objects.equals(labels.leader(), others.leader())
                    && labels.position().equals(others.position());
        }
    }
}

package io.maregistry.server.http;

import io.maregistry.server.registry.Labels;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer before it is bytes. Immutable.
 *
 * @param status the HTTP status
 * @param labels what it says of the state that it was made from
 * @param content what follows the head
 * @param tag its entity tag, where it has one
 * @param fields further fields of the head
 */
record Answer(
        int status,
        Labels labels,
        Payload content,
        @Nullable Tag tag,
        List<Field> fields) {

    static final int OK = 200;
    static final int CREATED = 201;
    static final int NO_CONTENT = 204;
    static final int NOT_MODIFIED = 304;

    /** A field of the head; the value holds nothing that would end the field. */
    record Field(AsciiString name, String value) {}

    static Answer ok(Labels labels, Payload content) {
        return new Answer(OK, labels, content, null, List.of());
    }

    static Answer json(Labels labels, byte[] json) {
        return ok(labels, Payload.json(Body.of(json)));
    }

    Answer withStatus(int newStatus) {
        return new Answer(newStatus, labels, content, tag, fields);
    }

    Answer withTag(Tag newTag) {
        return new Answer(status, labels, content, newTag, fields);
    }

    Answer withContent(Payload newContent) {
        return new Answer(status, labels, newContent, tag, fields);
    }

    Answer with(AsciiString name, String value) {
        List<Field> more = new ArrayList<>(fields);
        more.add(new Field(name, value));
        return new Answer(status, labels, content, tag, List.copyOf(more));
    }
}

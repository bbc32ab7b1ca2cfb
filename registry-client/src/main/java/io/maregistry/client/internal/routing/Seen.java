package io.maregistry.client.internal.routing;

import io.maregistry.model.ResumeToken;
import io.maregistry.proto.v1.Header;
import io.maregistry.proto.v1.ReadOptions;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** The highest revision that any answer has shown. Any thread. */
final class Seen {

    private final AtomicReference<Moment> highest = new AtomicReference<>(new Moment("", 0));

    private record Moment(String lineage, long revision) {}

    /** An answer says where the state stood. Revisions of two lineages cannot be compared: the newer answer counts. */
    void add(Header header) {
        if (header.getLineage().isEmpty()) {
            return;
        }
        Moment now = new Moment(header.getLineage(), header.getRevision());
        highest.accumulateAndGet(
                now,
                (before, after) -> before.lineage().equals(after.lineage()) && before.revision() >= after.revision()
                        ? before
                        : after);
    }

    /** A watch has shown that. Of another lineage it says nothing of what reads have seen. */
    void shown(String lineage, long revision) {
        highest.updateAndGet(before -> {
            boolean isFirst = before.lineage().isEmpty();
            boolean isHigher = before.lineage().equals(lineage) && before.revision() < revision;
            return isFirst || isHigher ? new Moment(lineage, revision) : before;
        });
    }

    /** The same of a token, {@code <lineage>-<revision>}. */
    void shown(String token) {
        int dash = token.indexOf('-');
        if (dash > 0) {
            shown(token.substring(0, dash), ResumeToken.parse(token, 0).revision());
        }
    }

    /** What a read has to say so that its answer is not older. */
    ReadOptions notOlder() {
        Moment moment = Objects.requireNonNull(highest.get());
        return moment.revision() == 0
                ? ReadOptions.getDefaultInstance()
                : ReadOptions.newBuilder()
                        .setMinRevision(moment.lineage() + '-' + moment.revision())
                        .build();
    }
}

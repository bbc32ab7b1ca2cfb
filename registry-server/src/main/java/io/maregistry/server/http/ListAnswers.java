package io.maregistry.server.http;

import io.maregistry.model.ServiceName;
import io.maregistry.server.net.WorkPool;
import io.maregistry.server.registry.Labels;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers with the lists of services: nothing where the client has the list, packed where the client takes that and it
 * saves something. What takes long is made by the work pool, once for all who ask for the same meanwhile. Any thread.
 */
final class ListAnswers {

    // shorter lists fit into few packets, and cost more to pack than to send
    private static final int LEAST_PACKED_BYTES = 8 * 1024;
    private static final long MAX_PACKED_BYTES = 16L << 20; // of all packed lists that are kept

    private final WorkPool work;
    private final PackedLists packed = new PackedLists(MAX_PACKED_BYTES);
    private final Flights<Work, Body.Pieces> making = new Flights<>();
    private final Flights<Work, byte[]> packing = new Flights<>();

    ListAnswers(WorkPool work) {
        this.work = work;
    }

    /**
     * A list that may be asked for.
     *
     * @param form which of the service's lists it is
     * @param source what it is made from, and nothing else; compared by identity
     * @param make makes it
     * @param isMuchToMake whether that takes long
     */
    record Listing(ServiceName service, String form, Object source, Supplier<Body.Pieces> make, boolean isMuchToMake) {}

    /** What is made of a source, which is compared by identity; a list that is not packed is {@code IDENTITY}. */
    private record Work(Object source, String form, Encoding encoding) {

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Work work
                    && source == work.source
                    && form.equals(work.form)
                    && encoding == work.encoding;
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(source) + 7 * form.hashCode() + encoding.hashCode();
        }
    }

    /** Answers with the list, unless the client has what {@code tag} names; without a tag it is never known. */
    void answer(Exchange exchange, Labels labels, @Nullable Tag tag, Listing listing) {
        if (tag != null && Reads.isKnown(exchange, tag)) {
            exchange.answer(Reads.notModified(labels, tag));
        } else if (listing.isMuchToMake()) {
            exchange.goOnWhen(
                    making.join(
                            new Work(listing.source(), listing.form(), Encoding.IDENTITY),
                            () -> work.call(() -> listing.make().get())),
                    list -> answerMade(exchange, labels, tag, listing, list));
        } else {
            answerMade(exchange, labels, tag, listing, listing.make().get());
        }
    }

    /** Answers with a list that is of this moment, and so is nobody else's: neither tagged nor packed nor kept. */
    void answerFresh(Exchange exchange, Labels labels, Supplier<Body.Pieces> make, boolean isMuchToMake) {
        if (isMuchToMake) {
            exchange.answerWhen(work.call(make::get), list -> Answer.ok(labels, Payload.json(list)));
        } else {
            exchange.answer(Answer.ok(labels, Payload.json(make.get())));
        }
    }

    private void answerMade(Exchange exchange, Labels labels, @Nullable Tag tag, Listing listing, Body.Pieces list) {
        Answer untagged = Answer.ok(labels, Payload.json(list));
        Answer answer = tag == null ? untagged : untagged.withTag(tag);
        if (list.length() < LEAST_PACKED_BYTES) {
            exchange.answer(answer);
        } else {
            answerPacked(exchange, answer.with(HttpHeaderNames.VARY, "Accept-Encoding"), listing, list);
        }
    }

    private void answerPacked(Exchange exchange, Answer answer, Listing listing, Body.Pieces list) {
        Encoding encoding = Encoding.preferredBy(exchange.request().field(HttpHeaderNames.ACCEPT_ENCODING));
        if (encoding == Encoding.IDENTITY) {
            exchange.answer(answer);
            return;
        }
        PackedLists.Key key = new PackedLists.Key(listing.service(), listing.form(), encoding);
        byte[] known = packed.find(key, listing.source());
        if (known != null) {
            exchange.answer(packed(answer, encoding, known));
            return;
        }
        exchange.answerWhen(
                packing.join(
                        new Work(listing.source(), listing.form(), encoding),
                        () -> work.call(() -> pack(key, listing.source(), list))),
                bytes -> packed(answer, encoding, bytes));
    }

    private byte[] pack(PackedLists.Key key, Object source, Body.Pieces list) throws IOException {
        byte[] bytes = key.encoding().pack(list);
        packed.keep(key, source, bytes);
        return bytes;
    }

    private static Answer packed(Answer answer, Encoding encoding, byte[] bytes) {
        return answer.withContent(new Payload(Payload.JSON, encoding.token(), Body.of(bytes)));
    }
}

package io.maregistry.server.http;

import io.maregistry.server.net.WorkPool;
import io.maregistry.server.state.Root;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Writes answers that may be long into memory, or where they are long into the spool. Any thread. */
final class Documents {

    private final Spool spool;
    private final WorkPool work;

    Documents(Spool spool, WorkPool work) {
        this.spool = spool;
        this.work = work;
    }

    /** Writes an answer. */
    interface Content {
        void write(OutputStream out) throws IOException;
    }

    /** Writes a root as a document. */
    interface Writing {
        void write(Root root, OutputStream out) throws IOException;
    }

    /** That root as a document; one is written at a time. */
    CompletionStage<Body> pack(Root root, Writing writing, Encoding encoding) {
        return work.export(
                () -> written(out -> writing.write(root, out), encoding, 1).get(0));
    }

    /** What is no document of the whole registry, and so need not wait for those. */
    CompletionStage<Body> write(Content content) {
        return work.call(() -> written(content, Encoding.IDENTITY, 1).get(0));
    }

    private List<Body> written(Content content, Encoding encoding, int number) throws IOException {
        SpooledOutput spooled = new SpooledOutput(spool);
        try {
            try (OutputStream out = encoding.packed(spooled)) {
                content.write(out);
            }
            return spooled.toBodies(number);
        } catch (IOException | RuntimeException | Error failure) { // a codec that cannot be loaded is an error
            spooled.abandon();
            throw failure;
        }
    }

    /** A root as a document. */
    record Packed(Root root, Body body) {}

    /**
     * One document for all who ask before it is begun, of the newest root then: so that any number of followers under
     * constant change costs no more than one document at a time.
     */
    final class Shared {

        private final Supplier<Root> newest;
        private final Writing writing;
        private final Map<Encoding, List<CompletableFuture<Packed>>> waiting = // guarded by itself
                new EnumMap<>(Encoding.class);

        Shared(Supplier<Root> newest, Writing writing) {
            this.newest = newest;
            this.writing = writing;
        }

        /** The newest root, as it is now or later, as a document. */
        CompletionStage<Packed> next(Encoding encoding) {
            CompletableFuture<Packed> own = new CompletableFuture<>();
            if (isFirst(encoding, own)) {
                work.export(() -> pack(encoding)).whenComplete((packed, refused) -> {
                    if (refused != null) {
                        fail(take(encoding), refused);
                    }
                });
            }
            return own;
        }

        private boolean isFirst(Encoding encoding, CompletableFuture<Packed> own) {
            synchronized (waiting) {
                List<CompletableFuture<Packed>> all = waiting.computeIfAbsent(encoding, none -> new ArrayList<>());
                all.add(own);
                return all.size() == 1;
            }
        }

        private List<CompletableFuture<Packed>> take(Encoding encoding) {
            synchronized (waiting) {
                List<CompletableFuture<Packed>> taken = waiting.remove(encoding);
                return taken == null ? List.of() : taken;
            }
        }

        private int pack(Encoding encoding) {
            List<CompletableFuture<Packed>> takers = take(encoding);
            if (takers.isEmpty()) { // refused meanwhile
                return 0;
            }
            try {
                Root root = newest.get();
                List<Body> bodies = written(out -> writing.write(root, out), encoding, takers.size());
                for (int at = 0; at < bodies.size(); at++) {
                    takers.get(at).complete(new Packed(root, bodies.get(at)));
                }
            } catch (IOException | RuntimeException | Error failure) { // is theirs who asked
                fail(takers, failure);
            }
            return takers.size();
        }

        private static void fail(List<CompletableFuture<Packed>> takers, Throwable why) {
            takers.forEach(taker -> taker.completeExceptionally(why));
        }
    }
}

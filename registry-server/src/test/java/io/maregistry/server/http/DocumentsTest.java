package io.maregistry.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.error.RegistryException;
import io.maregistry.server.net.WorkPool;
import io.maregistry.server.state.Birth;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentsTest {

    private static final int LONG = 3 << 20;
    private static final int MORE_THAN_ROOM = 33; // long answers

    @TempDir
    private Path directory;

    private final WorkPool work = new WorkPool(1);
    private final List<Root> written = new ArrayList<>(); // by the one thread that writes documents
    private volatile Root newest = born("00");
    private CountDownLatch gate = new CountDownLatch(0);

    @AfterEach
    void stop() {
        gate.countDown();
        work.close();
    }

    @Test
    void allWhoAskBeforeADocumentIsBegunGetThatOne() {
        Documents.Shared documents = shared((root, out) -> out.write(1));
        holdExports();
        List<CompletionStage<Documents.Packed>> asked = new ArrayList<>();
        for (int at = 0; at < 40; at++) { // more than may wait for documents of their own
            asked.add(documents.next(Encoding.ZSTD));
        }
        Root late = born("01");
        newest = late;
        gate.countDown();
        asked.forEach(one -> assertThat(one.toCompletableFuture().join().root()).isSameAs(late));
        assertThat(written).containsExactly(late);
        join(documents.next(Encoding.ZSTD));
        assertThat(written).hasSize(2);
    }

    @Test
    void longDocumentIsOneFileUntilTheLastOfItsTakersHasIt() throws IOException {
        Documents.Shared documents = shared((root, out) -> out.write(new byte[LONG]));
        for (int round = 0; round < MORE_THAN_ROOM; round++) { // a place that is not given back is missed at the end
            CountDownLatch gate = holdExports();
            CompletionStage<Documents.Packed> first = documents.next(Encoding.IDENTITY);
            CompletionStage<Documents.Packed> second = documents.next(Encoding.IDENTITY);
            gate.countDown();
            assertThat(join(first).length()).isEqualTo(LONG);
            FileBody rest = (FileBody) join(second);
            join(first).release();
            assertThat(rest.region().transferTo(Channels.newChannel(OutputStream.nullOutputStream()), 0))
                    .as("the other one's file is there still")
                    .isPositive();
            rest.release();
        }
    }

    @ParameterizedTest
    @MethodSource
    void failureIsToldToAllWhoAskedAndLeavesNothing(Throwable failure) {
        Documents.Shared documents = shared((root, out) -> {
            out.write(new byte[LONG]);
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        });
        for (int round = 0; round < MORE_THAN_ROOM; round++) {
            CountDownLatch gate = holdExports();
            List<CompletionStage<Documents.Packed>> asked =
                    List.of(documents.next(Encoding.IDENTITY), documents.next(Encoding.IDENTITY));
            gate.countDown();
            asked.forEach(one -> assertThatThrownBy(() -> join(one)).hasRootCauseMessage(failure.getMessage()));
        }
    }

    static List<Throwable> failureIsToldToAllWhoAskedAndLeavesNothing() {
        return List.of(new IllegalStateException("no room"), new NoClassDefFoundError("no codec"));
    }

    @Test
    void nobodyWaitsForADocumentThatIsRefused() {
        Documents.Shared documents = shared((root, out) -> out.write(1));
        work.close();
        assertThatThrownBy(() -> join(documents.next(Encoding.GZIP)))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(RegistryException.Overloaded.class);
    }

    private Documents.Shared shared(Documents.Writing writing) {
        Documents documents = new Documents(new Spool(directory, work), work);
        return documents.new Shared(() -> newest, (root, out) -> write(writing, root, out));
    }

    private void write(Documents.Writing writing, Root root, OutputStream out) throws IOException {
        written.add(root);
        writing.write(root, out);
    }

    /** Nothing is packed from here on, until the latch is counted down. */
    private CountDownLatch holdExports() {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CountDownLatch held = new CountDownLatch(1);
        gate = held;
        work.export(() -> {
            begun.complete(null);
            held.await();
            return true;
        });
        begun.join();
        return held;
    }

    private static Body join(CompletionStage<Documents.Packed> stage) {
        return stage.toCompletableFuture().join().body();
    }

    private static Root born(String clusterId) {
        RegistryState state = new RegistryState();
        state.apply(1, 0, new Entry(1, List.of(new Birth(clusterId, 5))));
        return state.root();
    }
}

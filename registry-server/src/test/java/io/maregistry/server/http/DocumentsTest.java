package io.maregistry.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.error.RegistryException;
import io.maregistry.server.net.WorkPool;
import io.maregistry.server.state.Birth;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.netty.util.IllegalReferenceCountException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsTest {

    private static final int LONG = 3 << 20;

    @TempDir
    private Path directory;

    private final WorkPool work = new WorkPool(1);
    private final CountDownLatch held = new CountDownLatch(1);
    private final List<Root> written = new ArrayList<>(); // by the one thread that writes documents
    private volatile Root newest = born("00");

    @AfterEach
    void stop() {
        held.countDown();
        work.close();
    }

    @Test
    void allWhoAskBeforeADocumentIsBegunGetThatOne() {
        Documents.Shared documents = shared((root, out) -> out.write(1));
        holdExports();
        List<CompletionStage<Body>> asked = new ArrayList<>();
        for (int at = 0; at < 40; at++) { // more than may wait for documents of their own
            asked.add(documents.next(Encoding.ZSTD));
        }
        Root late = born("01");
        newest = late;
        held.countDown();
        asked.forEach(one -> assertThat(join(one).length()).isPositive());
        assertThat(written).containsExactly(late);
        join(documents.next(Encoding.ZSTD));
        assertThat(written).hasSize(2);
    }

    @Test
    void longDocumentIsOneFileUntilTheLastOfItsTakersHasIt() throws IOException {
        Documents.Shared documents = shared((root, out) -> out.write(new byte[LONG]));
        holdExports();
        CompletionStage<Body> first = documents.next(Encoding.IDENTITY);
        CompletionStage<Body> second = documents.next(Encoding.IDENTITY);
        held.countDown();
        assertThat(join(first).length()).isEqualTo(LONG).isEqualTo(join(second).length());
        FileBody rest = (FileBody) join(second);
        join(first).release();
        assertThat(rest.region().transferTo(Channels.newChannel(new ByteArrayOutputStream()), 0))
                .isPositive();
        rest.release();
        assertThatThrownBy(() -> rest.region().transferTo(Channels.newChannel(new ByteArrayOutputStream()), 0))
                .isInstanceOf(IllegalReferenceCountException.class);
        assertThat(spooled()).isEmpty();
    }

    @Test
    void failureIsToldToAllWhoAskedAndLeavesNothing() throws IOException {
        Documents.Shared documents = shared((root, out) -> {
            out.write(new byte[LONG]);
            throw new RegistryException.Overloaded("no room", 1);
        });
        holdExports();
        List<CompletionStage<Body>> asked =
                List.of(documents.next(Encoding.IDENTITY), documents.next(Encoding.IDENTITY));
        held.countDown();
        asked.forEach(one -> assertThatThrownBy(() -> join(one)).hasRootCauseMessage("no room"));
        assertThat(spooled()).isEmpty();
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

    private void holdExports() {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        work.export(() -> {
            begun.complete(null);
            held.await();
            return true;
        });
        begun.join();
    }

    private static Body join(CompletionStage<Body> stage) {
        return stage.toCompletableFuture().join();
    }

    private List<String> spooled() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static Root born(String clusterId) {
        RegistryState state = new RegistryState();
        state.apply(1, 0, new Entry(1, List.of(new Birth(clusterId, 5))));
        return state.root();
    }
}

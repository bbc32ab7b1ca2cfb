package io.maregistry.server.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.snapshot.CheckedDocument;
import io.maregistry.server.snapshot.DocumentReader;
import io.maregistry.server.snapshot.SnapshotFile;
import io.maregistry.server.state.Birth;
import io.maregistry.server.state.Root;
import io.maregistry.wire.InstanceLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One migration, step by step. One thread. */
final class Migration {

    private final Order order;
    private final Path directory;
    private final Consumer<String> tell;
    private final Nodes nodes = new Nodes();

    /**
     * What is to be done.
     *
     * @param from the nodes that hold the registry; empty where {@code file} does
     * @param file a document
     * @param to the nodes that shall hold it
     * @param toMode the mode that these must be in, {@code raft} or {@code hash}
     * @param isMerge whether what is there already stays
     * @param isDryRun whether nothing is to be written
     */
    record Order(List<String> from, Path file, List<String> to, String toMode, boolean isMerge, boolean isDryRun) {}

    /**
     * @param directory takes what is fetched; somebody else deletes it
     * @param tell takes what happens, a line at a time
     */
    Migration(Order order, Path directory, Consumer<String> tell) {
        this.order = order;
        this.directory = directory;
        this.tell = tell;
    }

    void run() throws IOException {
        Path document = order.from.isEmpty() ? order.file : fetched();
        CheckedDocument checked = checked(document);
        tell.accept("holds  " + checked.services() + " services  " + checked.instances() + " instances  version "
                + checked.version());
        NodeSaid to = target();
        nodes.restore(to.url(), query(to), document, true);
        if (order.isDryRun) {
            tell.accept("dry run: the document is sound and would be taken; nothing was written");
            return;
        }
        JsonNode restored = nodes.restore(to.url(), query(to), document, false);
        tell.accept("done   " + restored.path("outcome").asText() + ": "
                + restored.path("services").asInt() + " services  "
                + restored.path("instances").asInt() + " instances  revision "
                + restored.path("revision").asLong());
        if (!order.isMerge) {
            compare(to, document, checked);
        }
    }

    private Path fetched() {
        NodeSaid from = nodes.best(order.from);
        tell.accept("from   " + from);
        Path document = directory.resolve("fetched");
        nodes.fetch(from.url(), from.isPlain() ? "/snapshot" : whole(from), document);
        return document;
    }

    /** The full document: in Raft mode as of now, in hash mode as that node has it. */
    private static String whole(NodeSaid node) {
        return "/v1/snapshot?consistency=" + (node.mode().equals("raft") ? "linearizable" : "local");
    }

    private static CheckedDocument checked(Path document) {
        if (!Files.isReadable(document)) {
            throw new MigrateException(document + " is not there, or cannot be read; nothing was written");
        }
        try {
            return new DocumentReader(InstanceLimits.NONE).check(document);
        } catch (RegistryException.InvalidRequest unsound) {
            throw new MigrateException("the document is not sound: " + unsound.getMessage(), unsound);
        }
    }

    private NodeSaid target() {
        NodeSaid to = nodes.best(order.to);
        tell.accept("to     " + to);
        if (!to.mode().equals(order.toMode)) {
            throw new MigrateException(to.url() + " is in " + to.mode() + " mode, and not in " + order.toMode
                    + " mode; nothing was written");
        }
        if (to.revision() > 0 && !order.isMerge) {
            throw new MigrateException(to.url() + " is not empty, it is at revision " + to.revision()
                    + ": a migration begins with a fresh cluster, or adds to one with --merge; nothing was written");
        }
        return to;
    }

    /** What is registered there meanwhile is not replaced: the fresh cluster must be as it was looked at. */
    private String query(NodeSaid to) {
        return "?mode=" + (order.isMerge ? "merge" : "replace&ifRevision=" + to.revision());
    }

    /** What was brought is compared with what the cluster gives now, service by service. */
    private void compare(NodeSaid to, Path document, CheckedDocument checked) {
        Path found = directory.resolve("found");
        nodes.fetch(to.url(), whole(to), found);
        Root brought = (checked.isPlain() ? checked.toState(new Birth("0", 1), 0) : SnapshotFile.read(document)).root();
        Optional<String> difference = new Comparison(checked.isPlain())
                .difference(brought, SnapshotFile.read(found).root());
        if (difference.isPresent()) {
            throw new MigrateException("the document was restored, and what " + to.url() + " holds now is another one: "
                    + difference.get() + "; does somebody write to it already?");
        }
        tell.accept("equal  services, instances with all that is said of them, counters and times");
    }
}

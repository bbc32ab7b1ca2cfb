package io.maregistry.tests;

import static org.awaitility.Awaitility.await;

import io.maregistry.testkit.LocalCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The snapshots that nodes have on their disks, by the index of the last entry in them. */
final class SavedSnapshots {

    private static final String PREFIX = "snapshot_";

    private SavedSnapshots() {}

    static List<Long> of(LocalCluster.Node node) {
        try (Stream<Path> files = Files.list(node.directory().resolve("raft/snapshot"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(PREFIX))
                    .map(name -> Long.valueOf(name.substring(PREFIX.length())))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Waits until each of the nodes has one behind that index. */
    static void awaitBehind(long index, LocalCluster.Node... nodes) {
        await("snapshots behind index " + index)
                .atMost(LocalCluster.PATIENCE)
                .until(() -> Stream.of(nodes).allMatch(node -> of(node).stream().anyMatch(saved -> saved > index)));
    }
}

package io.maregistry.server.raft;

import io.maregistry.server.disk.DirectoryLock;
import io.maregistry.server.disk.DurableFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A node's data directory: {@code node.json} (who it is), {@code lock}, and {@code raft/} with the engine's log, votes
 * and snapshots; beside them what is needed while the node runs, {@code tmp/} and {@code native/}. One process has it at a time. Every change of {@code node.json} is on disk when the call returns.
 *
 * <p>A directory is <em>empty</em> until the node takes part in the birth of a cluster, then <em>born</em> for ever. An
 * empty one has never voted; whatever else does not fit (docs/design/birth.md) throws {@link DataDirectoryException},
 * because a node on guessed state could vote or confirm what it does not hold. Any thread.
 */
public final class DataDirectory implements AutoCloseable {

    private static final String NODE_JSON = "node.json";
    private static final String RAFT = "raft";

    private final Path directory;
    private final String peer;
    private final DirectoryLock lock;
    private NodeRecord node;

    private DataDirectory(Path directory, String peer, DirectoryLock lock, NodeRecord node) {
        this.directory = directory;
        this.peer = peer;
        this.lock = lock;
        this.node = node;
    }

    /**
     * Takes the directory, creating it where it is missing.
     *
     * @param peer the Raft peer that this node is configured as
     */
    public static DataDirectory open(Path directory, String peer) {
        try {
            DirectoryLock lock = DirectoryLock.take(directory);
            try {
                NodeRecord node = readOrCreate(directory);
                NativeLibrary.load(directory); // the log may be looked at next
                check(directory, peer, node);
                return new DataDirectory(directory, peer, lock, node);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (DirectoryLock.InUseException e) {
            throw DataDirectoryException.unusable(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw DataDirectoryException.unusable("data directory " + directory + " cannot be used: " + e, e);
        }
    }

    private static NodeRecord readOrCreate(Path directory) throws IOException {
        Path file = directory.resolve(NODE_JSON);
        if (Files.exists(file)) {
            return NodeRecord.parse(Files.readAllBytes(file), file.toString());
        }
        if (hasContent(directory.resolve(RAFT))) {
            throw DataDirectoryException.unusable(
                    "data directory " + directory + " is spoilt: it has a log and no " + NODE_JSON);
        }
        byte[] id = new byte[16];
        new SecureRandom().nextBytes(id);
        NodeRecord node = NodeRecord.fresh(HexFormat.of().formatHex(id));
        DurableFile.replace(directory, NODE_JSON, node.toJson());
        return node;
    }

    private static void check(Path directory, String peer, NodeRecord node) throws IOException {
        if (!node.diverged().isEmpty()) {
            throw DataDirectoryException.diverged("data directory " + directory + " is marked as diverged ("
                    + node.diverged() + "): replace this node by removing and adding it");
        }
        Path raft = directory.resolve(RAFT);
        if (!node.isBorn()) {
            if (hasContent(raft)) {
                throw DataDirectoryException.unusable(
                        "data directory " + directory + " is spoilt: it has a log, but was never born");
            }
            return;
        }
        if (!node.peer().equals(peer)) {
            throw DataDirectoryException.unusable("data directory " + directory + " belongs to " + node.peer()
                    + ", this node is " + peer + ": a node keeps its address, or is removed and added on an empty one");
        }
        // The cluster id is applied from the log: where it is known there was a log.
        boolean isWhole = node.clusterId().isEmpty()
                ? Files.isDirectory(raft)
                : hasContent(raft.resolve("log"))
                        && Files.exists(raft.resolve("meta").resolve(VoteFile.NAME));
        if (!isWhole) {
            throw DataDirectoryException.unusable(
                    "data directory " + directory + " is spoilt: parts of " + RAFT + "/ are missing");
        }
        new RaftFiles(raft).check(!node.clusterId().isEmpty());
    }

    private static boolean hasContent(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return Files.exists(path);
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            return entries.iterator().hasNext();
        }
    }

    /** 32 hexadecimal digits, random, for the life of the directory. */
    public synchronized String nodeId() {
        return node.nodeId();
    }

    /** The cluster's id; empty until it is known. */
    public synchronized String clusterId() {
        return node.clusterId();
    }

    /** The peer that this node is configured as. */
    public String peer() {
        return peer;
    }

    /** How the cluster was born; empty while this directory is. */
    public synchronized Optional<Founding> founding() {
        return node.isBorn() ? Optional.of(new Founding(node.founders())) : Optional.empty();
    }

    /** Makes an empty directory a born one. This node must be one of the founders, under its own id. */
    public synchronized void found(Founding founding) {
        if (node.isBorn()) {
            throw new IllegalStateException("a directory is born once");
        }
        try {
            // First, so that a born directory without it is known to have lost it.
            DurableFile.makeDirectory(raft());
            replace(node.born(peer, founding));
        } catch (IOException e) {
            throw DataDirectoryException.failing("data directory " + directory + " cannot be written: " + e, e);
        }
    }

    /** Keeps the cluster's id as the state has it; does nothing where it is kept already. */
    public synchronized void storeClusterId(String id) {
        if (id.equals(node.clusterId())) {
            return;
        }
        if (!node.clusterId().isEmpty()) {
            throw DataDirectoryException.unusable(
                    "data directory " + directory + " belongs to cluster " + node.clusterId() + ", its log to " + id);
        }
        store(node.ofCluster(id));
    }

    /**
     * Keeps this node from starting again on this directory, as its state is not that of the majority. It is replaced by
     * removing and adding it.
     */
    public synchronized void markDiverged(String reason) {
        store(node.diverged(reason.isEmpty() ? "no reason given" : reason));
    }

    private void store(NodeRecord changed) {
        try {
            replace(changed);
        } catch (IOException e) {
            throw DataDirectoryException.failing("data directory " + directory + " cannot be written: " + e, e);
        }
    }

    private void replace(NodeRecord changed) throws IOException {
        DurableFile.replace(directory, NODE_JSON, changed.toJson());
        node = changed;
    }

    /** The engine's part; there once the directory is born. */
    Path raft() {
        return directory.resolve(RAFT);
    }

    @Override
    public String toString() {
        return "data directory " + directory;
    }

    /** Gives the directory free. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw DataDirectoryException.unusable("data directory " + directory + " cannot be closed: " + e, e);
        }
    }
}

package io.maregistry.server.snapshot;

import io.maregistry.error.RegistryException.Corrupted;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.ConfigName;
import io.maregistry.model.Instance;
import io.maregistry.model.Member;
import io.maregistry.model.ServiceName;
import io.maregistry.server.config.SnapshotConfig;
import io.maregistry.server.disk.DurableFile;
import io.maregistry.server.state.ConfigVersion;
import io.maregistry.server.state.HistoryEntry;
import io.maregistry.server.state.Item;
import io.maregistry.server.state.KeptRelease;
import io.maregistry.server.state.LeftGeneration;
import io.maregistry.server.state.LiveNumbers;
import io.maregistry.server.state.Loss;
import io.maregistry.server.state.Protection;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.RememberedRequest;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Settings;
import io.maregistry.server.state.StateBuilder;
import io.maregistry.server.state.StateHash;
import io.maregistry.wire.InstanceLimits;
import io.maregistry.wire.JsonInput;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The full document as a file: under any name by {@link #write} and {@link #read}, or as the one file {@code
 * registry.json}, {@code registry.json.gz} or {@code registry.json.zst} of a directory by {@link #save} and {@link #load}.
 * Both directions prove that the state is what its hash says, and block on the disk. Any thread.
 */
public final class SnapshotFile {

    private static final String NAME = "registry.json";
    private static final int BUFFER = 1 << 16;

    private SnapshotFile() {}

    /**
     * Saves the root. The file appears under its name when all of it is on the disk.
     *
     * @return the name of the file in {@code directory}
     * @throws IOException the disk failed; nothing is left behind under the file's name
     * @throws Corrupted the root is not what its hash says: this replica is broken
     */
    public static String save(Root root, Path directory, SnapshotConfig.Codec codec) throws IOException {
        String name = NAME + Compression.suffix(codec);
        write(root, directory.resolve(name), codec);
        return name;
    }

    /**
     * Writes the root to {@code file}, in the place of what is there. The file appears under its name when all of it is on
     * the disk; until then it is called {@code <name>.unfinished}.
     *
     * @throws IOException the disk failed; what was there before still is
     * @throws Corrupted the root is not what its hash says: this replica is broken
     */
    public static void write(Root root, Path file, SnapshotConfig.Codec codec) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        Files.deleteIfExists(unfinished); // of a process that was killed
        try {
            create(root, unfinished, codec);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        DurableFile.syncDirectory(directoryOf(file));
    }

    /**
     * Writes the root to a file that is not there yet, for its owner alone. All of it is on the disk when this returns, but
     * for the entry in its directory.
     *
     * @throws IOException the file is there, or the disk failed; a part of it may be left behind
     * @throws Corrupted the root is not what its hash says: this replica is broken
     */
    public static void create(Root root, Path file, SnapshotConfig.Codec codec) throws IOException {
        if (root.isRestoring()) {
            throw new IllegalStateException(
                    "a root with a restore under way is not saved: its staging is no part of it");
        }
        if (!root.recomputedHash().equals(root.hash())) {
            throw new Corrupted("the state at index " + root.position().index() + " is not what its hash says");
        }
        writeSynced(root, file, codec);
    }

    /**
     * Loads the one file of {@code directory}.
     *
     * @throws Corrupted there is no such file or more than one, it cannot be read, it is not what was written, or the
     *     state it gives is not what its hash says; the message tells which
     */
    public static RegistryState load(Path directory) {
        return read(find(directory));
    }

    /**
     * Reads the full document in {@code file}, packed or not, as its first bytes tell.
     *
     * @throws Corrupted it cannot be read, it is no full document or not what was written, or the state it gives is not
     *     what its hash says; the message tells which
     */
    public static RegistryState read(Path file) {
        return read(file, Long.MAX_VALUE, FullReader::read);
    }

    /**
     * The same of what another node wrote by {@link SnapshotDocument#writeCopy}, of which no more than {@code maxBytes} are
     * unpacked.
     */
    public static RegistryState readCopy(Path file, long maxBytes) {
        return read(file, maxBytes, FullReader::readCopy);
    }

    private static RegistryState read(Path file, long maxBytes, Function<FullReader, FullReader.Header> reading) {
        StateBuilder builder = new StateBuilder();
        try (InputStream raw = Files.newInputStream(file);
                ChecksumInput document = new ChecksumInput(new BoundedInput(Compression.unpacked(raw), maxBytes));
                JsonInput in = JsonInput.ofOwnDocument(document)) {
            FullReader.Header header = reading.apply(new FullReader(in, new BuiltRows(builder), InstanceLimits.NONE));
            if (!document.endsInItsChecksum()) {
                throw new Corrupted(file + " does not have the checksum it says");
            }
            return proven(builder.scalars(header.scalars()).build(header.position()), header.hash(), file);
        } catch (IOException unreadable) {
            throw new Corrupted(file + " cannot be read: " + unreadable, unreadable);
        } catch (InvalidRequest damaged) {
            throw new Corrupted(file + " is damaged: " + damaged.getMessage(), damaged);
        }
    }

    private static void writeSynced(Root root, Path file, SnapshotConfig.Codec codec) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), DurableFile.PERMISSIONS)) {
            OutputStream raw = new BufferedOutputStream(new Unclosed(Channels.newOutputStream(channel)), BUFFER);
            try (OutputStream packed = Compression.packed(raw, codec)) {
                SnapshotDocument.writeFull(root, packed);
            }
            channel.force(true);
        }
    }

    private static Path directoryOf(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IllegalArgumentException(file + " is no file in a directory");
        }
        return directory;
    }

    private static Path find(Path directory) {
        List<Path> found = new ArrayList<>();
        for (SnapshotConfig.Codec codec : SnapshotConfig.Codec.values()) {
            Path file = directory.resolve(NAME + Compression.suffix(codec));
            if (Files.exists(file)) {
                found.add(file);
            }
        }
        if (found.size() != 1) {
            throw new Corrupted(
                    directory + " holds " + found.size() + " files " + NAME + "[.gz|.zst] in the place of one");
        }
        return found.get(0);
    }

    private static RegistryState proven(RegistryState state, StateHash wanted, Path file) {
        Root root = state.root();
        if (!root.hash().equals(wanted)) {
            throw new Corrupted(file + " gives a state with hash " + root.hash() + " in the place of " + wanted);
        }
        if (!root.recomputedHash().equals(wanted)) {
            throw new Corrupted(file + " gives a state whose hash, computed again, is another one");
        }
        return state;
    }

    /** Rows that become a state. */
    private record BuiltRows(StateBuilder builder) implements Rows {
        @Override
        public void settings(Settings settings) {
            builder.settings(settings);
        }

        @Override
        public void instance(ServiceName service, long handle, Instance instance, LiveNumbers numbers) {
            builder.instance(service, handle, instance, numbers);
        }

        @Override
        public void service(ServiceName name, long revision, long version) {
            builder.service(name, revision, version);
        }

        @Override
        public void member(Member member) {
            builder.member(member);
        }

        @Override
        public void request(RememberedRequest request) {
            builder.request(request);
        }

        @Override
        public void generation(LeftGeneration left) {
            builder.generation(left);
        }

        @Override
        public void protection(Protection protection) {
            builder.protection(protection);
        }

        @Override
        public void loss(Loss loss) {
            builder.loss(loss);
        }

        @Override
        public void item(Item item) {
            builder.item(item);
        }

        @Override
        public void history(ServiceName service, HistoryEntry entry) {
            builder.history(service, entry);
        }

        @Override
        public void config(ConfigName name, ConfigVersion version) {
            builder.config(name, version);
        }

        @Override
        public void configFloor(long revision) {
            builder.configFloor(revision);
        }

        @Override
        public void release(KeptRelease release) {
            builder.release(release);
        }
    }
}

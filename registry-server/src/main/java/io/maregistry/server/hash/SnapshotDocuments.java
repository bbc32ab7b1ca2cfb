package io.maregistry.server.hash;

import io.maregistry.server.snapshot.DocumentReader;
import io.maregistry.server.snapshot.RenewalsDocument;
import io.maregistry.server.snapshot.SnapshotFile;
import io.maregistry.server.state.Birth;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The snapshot documents. Any thread; blocks on the disk.
 *
 * @param reader of plain v5 documents
 * @param wallMillis of the wall, epoch milliseconds: when instances of a plain document were registered
 */
record SnapshotDocuments(DocumentReader reader, LongSupplier wallMillis) implements Following.Documents {

    @Override
    public RegistryState full(Path file) {
        return SnapshotFile.readCopy(file, DocumentReader.MAX_BYTES);
    }

    @Override
    public RegistryState plain(Path file, Birth birth) {
        return reader.check(file).toState(birth, wallMillis.getAsLong());
    }

    @Override
    public Optional<RegistryState> renewed(Root root, Path file) {
        return RenewalsDocument.read(root, file);
    }
}

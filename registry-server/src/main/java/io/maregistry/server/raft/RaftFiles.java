package io.maregistry.server.raft;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.StringAppendOperator;
import org.rocksdb.WALRecoveryMode;

/**
 * Looks through the engine's log and vote before the engine opens them, since it would take some damage for an empty or a
 * shorter log, and vote on that. Snapshots are checked when they are loaded. Costs one reading of the files.
 */
final class RaftFiles {

    private static final String CURRENT = "CURRENT";
    private static final Pattern MANIFEST = Pattern.compile("MANIFEST-\\d+\n");

    private final Path log;
    private final Path vote;

    RaftFiles(Path raft) {
        this.log = raft.resolve("log");
        this.vote = raft.resolve("meta").resolve(VoteFile.NAME);
    }

    /**
     * Throws {@link DataDirectoryException} where something is spoilt.
     *
     * @param mustHaveEntries whether the log is known to have had entries
     */
    void check(boolean mustHaveEntries) throws IOException {
        if (Files.exists(vote)) {
            checkVote();
        }
        if (isNew()) {
            if (mustHaveEntries) {
                throw spoilt(log, "its files are missing");
            }
            return;
        }
        if (!Files.exists(log.resolve(CURRENT))) {
            throw spoilt(log, CURRENT + " is missing");
        }
        checkRecords();
        checkTables(mustHaveEntries);
    }

    private void checkVote() {
        try {
            VoteFile.check(vote);
        } catch (IOException e) {
            throw spoilt(vote, e.getMessage());
        }
    }

    private boolean isNew() throws IOException {
        if (!Files.exists(log)) {
            return true;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(log, "{*.log,*.sst,MANIFEST-*}")) {
            return !files.iterator().hasNext();
        }
    }

    private void checkRecords() throws IOException {
        List<Path> files = new ArrayList<>();
        files.add(log.resolve(manifest()));
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(log, "*.log")) {
            logs.forEach(files::add);
        }
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                throw spoilt(file, "it is missing");
            }
            if (RecordFile.isDamaged(file)) {
                throw spoilt(file, "a record in the middle is damaged");
            }
        }
    }

    /** The name in {@code CURRENT}; anything else in it is damage, zeroes for example. */
    private String manifest() throws IOException {
        String current = Files.readString(log.resolve(CURRENT), StandardCharsets.ISO_8859_1);
        if (!MANIFEST.matcher(current).matches()) {
            throw spoilt(log.resolve(CURRENT), "it names no manifest");
        }
        return current.strip();
    }

    private void checkTables(boolean mustHaveEntries) {
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        RocksDB.loadLibrary();
        try (DBOptions options = new DBOptions();
                StringAppendOperator append = new StringAppendOperator();
                ColumnFamilyOptions family = new ColumnFamilyOptions()
                        .useFixedLengthPrefixExtractor(8)
                        .setMergeOperator(append)) {
            options.setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords);
            List<ColumnFamilyDescriptor> families = List.of(
                    new ColumnFamilyDescriptor("Configuration".getBytes(StandardCharsets.US_ASCII), family),
                    new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, family));
            try (RocksDB tables = RocksDB.openReadOnly(options, log.toString(), families, handles)) {
                tables.verifyChecksum();
                boolean isEmpty = handles.stream().allMatch(each -> isEmpty(tables, each));
                handles.forEach(ColumnFamilyHandle::close);
                if (mustHaveEntries && isEmpty) {
                    throw spoilt(log, "its entries are gone");
                }
                if (!isEmpty && !Files.exists(vote)) { // no entry is written before a term is
                    throw spoilt(vote, "it is missing, and the log has entries");
                }
            }
        } catch (RocksDBException e) {
            throw spoilt(log, e.getMessage());
        }
    }

    private static boolean isEmpty(RocksDB tables, ColumnFamilyHandle family) {
        try (ReadOptions all = new ReadOptions().setTotalOrderSeek(true);
                RocksIterator entries = tables.newIterator(family, all)) {
            entries.seekToFirst();
            return !entries.isValid();
        }
    }

    private static DataDirectoryException spoilt(Path file, @Nullable String reason) {
        return DataDirectoryException.unusable(file + " is spoilt: " + reason + "; this node must not start on it");
    }
}

package io.maregistry.server.raft;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.StringAppendOperator;

/** The tables of a log, without the engine. */
@NullMarked
final class LogTables {

    private LogTables() {}

    /** Makes a log that has an entry. */
    static void create(Path log) throws RocksDBException {
        RocksDB.loadLibrary();
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (DBOptions options = new DBOptions().setCreateIfMissing(true).setCreateMissingColumnFamilies(true);
                ColumnFamilyOptions family = new ColumnFamilyOptions();
                RocksDB tables = RocksDB.open(options, log.toString(), families(family), handles)) {
            tables.put(handles.get(1), new byte[8], new byte[] {1});
            handles.forEach(ColumnFamilyHandle::close);
        }
    }

    /** All keys and values, in hexadecimal digits. */
    static Map<String, String> read(Path log) throws RocksDBException {
        Map<String, String> all = new TreeMap<>();
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (DBOptions options = new DBOptions();
                StringAppendOperator append = new StringAppendOperator();
                ColumnFamilyOptions family = new ColumnFamilyOptions()
                        .useFixedLengthPrefixExtractor(8)
                        .setMergeOperator(append);
                ReadOptions whole = new ReadOptions().setTotalOrderSeek(true);
                RocksDB tables = RocksDB.openReadOnly(options, log.toString(), families(family), handles)) {
            for (ColumnFamilyHandle handle : handles) {
                try (RocksIterator entries = tables.newIterator(handle, whole)) {
                    for (entries.seekToFirst(); entries.isValid(); entries.next()) {
                        all.put(
                                handle.getID() + HexFormat.of().formatHex(entries.key()),
                                HexFormat.of().formatHex(entries.value()));
                    }
                    entries.status();
                }
                handle.close();
            }
        }
        return all;
    }

    private static List<ColumnFamilyDescriptor> families(ColumnFamilyOptions options) {
        return List.of(
                new ColumnFamilyDescriptor("Configuration".getBytes(StandardCharsets.US_ASCII), options),
                new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, options));
    }
}

package io.maregistry.server.raft;

import com.alipay.sofa.jraft.core.DefaultJRaftServiceFactory;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.RaftMetaStorage;
import com.alipay.sofa.jraft.storage.impl.RocksDBLogStorage;
import com.alipay.sofa.jraft.util.StorageOptionsFactory;
import java.nio.file.Path;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.WALRecoveryMode;

/**
 * How the engine keeps its log, votes and snapshots so that what is damaged is found, not dropped: a node whose log lost
 * an entry that it confirmed, or that forgot a vote, could undo what a majority has decided.
 */
final class EngineStorage extends DefaultJRaftServiceFactory {

    private static final int ROCKSDB_INFO_LOGS = 3;

    /** The engine has one table of these per JVM and takes each entry once. */
    private static final class LogOptions {
        static final boolean ARE_REGISTERED = register();

        private static boolean register() {
            RocksDB.loadLibrary();
            DBOptions options = StorageOptionsFactory.getDefaultRocksDBOptions();
            // A record that was being written at a crash may be cut; RocksDB's default also drops whole ones behind a
            // damaged one without a word.
            options.setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords);
            options.setKeepLogFileNum(ROCKSDB_INFO_LOGS);
            StorageOptionsFactory.registerRocksDBOptions(RocksDBLogStorage.class, options);
            return true;
        }
    }

    private EngineStorage() {}

    /**
     * Puts everything below {@code directory}, with checksums.
     *
     * @param options with their Raft options already in place
     */
    static void configure(NodeOptions options, Path directory) {
        if (!LogOptions.ARE_REGISTERED) {
            throw new IllegalStateException("no options for the log's storage");
        }
        options.setLogUri(directory.resolve("log").toString());
        options.setRaftMetaUri(directory.resolve("meta").toString());
        options.setSnapshotUri(directory.resolve("snapshot").toString());
        options.setServiceFactory(new EngineStorage());
        options.getRaftOptions().setSync(true); // term and vote, too
        options.getRaftOptions().setEnableLogEntryChecksum(true);
    }

    @Override
    public RaftMetaStorage createRaftMetaStorage(String uri, RaftOptions options) {
        return new VoteFile(Path.of(uri));
    }
}

package io.maregistry.server.raft;

import com.alipay.sofa.jraft.core.NodeImpl;
import com.alipay.sofa.jraft.entity.EnumOutter.ErrorType;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.error.RaftException;
import com.alipay.sofa.jraft.option.RaftMetaStorageOptions;
import com.alipay.sofa.jraft.storage.RaftMetaStorage;
import io.maregistry.server.disk.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The term and the vote of a node, one line with its checksum: {@code v1 <term> <peer or -> <crc32c>}. The engine's own
 * file has none, so a flipped bit could make a node vote twice in a term. On disk when a call returns. Called under the
 * engine's lock.
 */
final class VoteFile implements RaftMetaStorage {

    private static final Logger LOG = LoggerFactory.getLogger(VoteFile.class);
    static final String NAME = "vote";
    private static final String NOBODY = "-";

    private final Path directory;
    private @Nullable NodeImpl node;
    private Vote vote = new Vote(0, PeerId.emptyPeer());
    private boolean isOpen;

    VoteFile(Path directory) {
        this.directory = directory;
    }

    record Vote(long term, PeerId candidate) {

        String line() {
            String text = "v1 " + term + ' ' + (candidate.isEmpty() ? NOBODY : candidate.toString());
            return text + ' ' + checksum(text) + '\n';
        }

        static Vote read(Path file) throws IOException {
            String line = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            int end = Math.max(0, line.lastIndexOf(' '));
            if (!line.substring(end).equals(' ' + checksum(line.substring(0, end)) + '\n')) {
                throw new IOException("its checksum does not fit");
            }
            String[] parts = line.substring(0, end).split(" ", 3);
            if (!parts[0].equals("v1")) {
                throw new IOException("it was written by a newer program");
            }
            PeerId candidate = PeerId.emptyPeer();
            if (!parts[2].equals(NOBODY) && !candidate.parse(parts[2])) {
                throw new IOException("it names no peer");
            }
            return new Vote(Long.parseLong(parts[1]), candidate);
        }

        private static String checksum(String text) {
            CRC32C crc = new CRC32C();
            crc.update(text.getBytes(StandardCharsets.UTF_8));
            return Long.toHexString(crc.getValue());
        }
    }

    /** Fails where what is in the file was not written by {@link #save}. */
    static void check(Path file) throws IOException {
        Vote.read(file);
    }

    @Override
    public boolean init(RaftMetaStorageOptions options) {
        node = options.getNode();
        try {
            DurableFile.makeDirectory(directory);
            if (Files.exists(file())) {
                vote = Vote.read(file());
            }
            isOpen = true;
            return true;
        } catch (IOException e) {
            LOG.error("{} is spoilt: {}", file(), e.getMessage());
            return false;
        }
    }

    private Path file() {
        return directory.resolve(NAME);
    }

    @Override
    public void shutdown() {
        isOpen = false;
    }

    @Override
    public boolean setTerm(long term) {
        return save(new Vote(term, vote.candidate));
    }

    @Override
    public long getTerm() {
        return vote.term;
    }

    @Override
    public boolean setVotedFor(PeerId candidate) {
        return save(new Vote(vote.term, candidate));
    }

    @Override
    public PeerId getVotedFor() {
        return vote.candidate;
    }

    @Override
    public boolean setTermAndVotedFor(long term, PeerId candidate) {
        return save(new Vote(term, candidate));
    }

    private boolean save(Vote changed) {
        if (!isOpen) {
            throw new IllegalStateException("not open: " + file());
        }
        try {
            DurableFile.replace(directory, NAME, changed.line().getBytes(StandardCharsets.UTF_8));
            vote = changed;
            return true;
        } catch (IOException e) {
            LOG.error("{} cannot be written: {}", file(), e.toString());
            if (node != null) {
                RaftException failure = new RaftException(
                        ErrorType.ERROR_TYPE_META, RaftError.EIO, "%s cannot be written: %s", file(), e);
                failure.initCause(e);
                node.onError(failure);
            }
            return false;
        }
    }
}

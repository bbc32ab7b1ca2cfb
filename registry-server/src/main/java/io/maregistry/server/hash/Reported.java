package io.maregistry.server.hash;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.ResumeToken;
import io.maregistry.server.replication.Claim;
import io.maregistry.server.replication.LeastHash;
import io.maregistry.wire.JsonInput;
import org.jspecify.annotations.Nullable;

/**
 * What a node says of itself in {@code /info}: the documents' {@code Server}, and where it is one of ours, our fields.
 *
 * @param claim how it leads; null where it does not
 * @param version the documents' global counter
 * @param own our fields; null where the node is a plain v5 one
 */
record Reported(
        @Nullable Claim claim, long version, @Nullable Own own) {

    private static final long MOST = 1L << 53;

    /**
     * What only our nodes say.
     *
     * @param url where it is by its own list, normalised; empty where it does not say
     * @param mode {@code hash} or {@code raft}
     * @param lineage the line of its revisions; 0 where it has none yet
     * @param isReady whether it serves
     * @param isElectable whether it has looked round, and may be elected
     */
    record Own(
            String url,
            String mode,
            String name,
            String grpc,
            String build,
            long lineage,
            long revision,
            long index,
            String stateHash,
            boolean isReady,
            boolean isElectable) {}

    /** Whether it is a node of ours in hash mode, or a plain v5 one. */
    boolean isOfHashMode() {
        return own == null || own.mode.equals("hash");
    }

    /** Whether it may be elected: of a plain v5 node nobody knows better. */
    boolean isElectable() {
        return own == null || own.isElectable;
    }

    /** Whether it can copy what this node holds, and lead then. */
    boolean canLead() {
        return own != null && own.isReady;
    }

    /** Reads the answer of {@code /info}; {@code InvalidRequest} where it is none. */
    static Reported read(byte[] json) {
        return new Reading(json).read();
    }

    private static final class Reading {
        private final JsonInput in;
        private boolean isLeader;
        private @Nullable Claim claim;
        private long version;
        private String url = "";
        private String mode = "";
        private String name = "";
        private String grpc = "";
        private String build = "";
        private String lineage = "";
        private long revision;
        private long index;
        private String stateHash = "";
        private boolean isReady;
        private boolean isElectable;
        private boolean hasVersion;

        Reading(byte[] json) {
            this.in = JsonInput.ofBody(json, ErrorCode.INVALID_REQUEST);
        }

        Reported read() {
            in.begin();
            in.fields(this::field);
            in.end();
            if (mode.isEmpty() && !hasVersion) {
                throw in.fault("version", "is missing");
            }
            // One that yields still says how it led, so that nobody else takes over meanwhile.
            Claim now = isLeader && claim == null ? Claim.ELECTED : claim;
            return new Reported(now, version, mode.isEmpty() ? null : own());
        }

        private Own own() {
            try {
                long line = lineage.isEmpty() ? 0 : ResumeToken.lineageOf(lineage);
                return new Own(url, mode, name, grpc, build, line, revision, index, stateHash, isReady, isElectable);
            } catch (IllegalArgumentException malformed) {
                throw new InvalidRequest(ErrorCode.INVALID_REQUEST, "lineage: " + malformed.getMessage());
            }
        }

        private static Claim claim(String text) {
            return switch (text) {
                case "sl" -> Claim.SL;
                case "alone" -> Claim.ALONE;
                default -> Claim.ELECTED;
            };
        }

        /** A plain node's own word is not asked, and may be anything. */
        private void url() {
            if (in.isText()) {
                url = LeastHash.normalised(in.text());
            } else {
                in.skip();
            }
        }

        private void field(String field) {
            switch (field) {
                case "leader" -> isLeader = in.flag();
                case "version" -> {
                    version = in.integer(Long.MIN_VALUE, Long.MAX_VALUE);
                    hasVersion = true;
                }
                case "claim" -> claim = claim(in.text());
                case "url" -> url();
                case "mode" -> mode = in.text();
                case "name" -> name = in.text();
                case "grpc" -> grpc = in.text();
                case "build" -> build = in.text();
                case "lineage" -> lineage = in.text();
                case "revision" -> revision = in.integer(0, MOST);
                case "applied" -> index = in.integer(0, MOST);
                case "stateHash" -> stateHash = in.text();
                case "ready" -> isReady = in.flag();
                case "electable" -> isElectable = in.flag();
                default -> in.skip();
            }
        }
    }
}

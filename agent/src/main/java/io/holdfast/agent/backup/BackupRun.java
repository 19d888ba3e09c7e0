package io.holdfast.agent.backup;

import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.replication.PgConnection;
import io.holdfast.agent.replication.PgConnector;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.BackupWal;
import io.holdfast.repository.backup.Damage;
import io.holdfast.repository.backup.ExternalFile;
import io.holdfast.repository.backup.Intent;
import io.holdfast.repository.backup.write.BackupWriter;
import io.holdfast.repository.backup.write.Completion;
import io.holdfast.repository.backup.write.LeftRepository;
import io.holdfast.repository.backup.write.ManifestPut;
import io.holdfast.repository.backup.write.WrittenBackup;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** One backup from its intent to its manifests. */
record BackupRun(
        BackupRequest request,
        Intent intent,
        ServerSurvey survey,
        FileSource source,
        WalGate.Passage captured,
        WalGate gate,
        InstantSource clock,
        Progress progress) {

    BackupResult over(PgConnector connector, ConnectionSettings settings, BackupWriter writer)
            throws InterruptedException {
        List<ExternalFile> external;
        try (PgConnection sql = connector.connect(settings)) {
            external = new ExternalConfiguration(sql, writer).store();
        }
        CopiedFiles files = source.copy(request, survey, writer, progress);
        Instant stopped = clock.instant();
        progress.enter(BackupProgress.Phase.STORING);
        WrittenBackup written = writer.finish();
        Damage damage = damage(files);
        progress.enter(BackupProgress.Phase.AWAITING_WAL);
        return publish(writer, manifest(files, external, stopped, damage, written), files);
    }

    private Damage damage(CopiedFiles files) {
        Suspicions found = files.suspicions();
        if (found == null) {
            return Damage.NONE;
        }
        List<Suspicions.Suspicion> suspicions = found.until(files.stop().lsn());
        return suspicions.isEmpty()
                ? Damage.NONE
                : source.recheck(suspicions, found.beyondKept(), survey.facts().blockSize());
    }

    private BackupManifest manifest(
            CopiedFiles files,
            List<ExternalFile> external,
            Instant stopped,
            Damage damage,
            WrittenBackup written) {
        return new BackupManifest(
                request.id(),
                intent.kind(),
                intent.source(),
                request.repositories().getFirst().clusterId(),
                survey.facts(),
                new BackupWal(
                        intent.epoch(),
                        files.start().timeline(),
                        files.start().lsn(),
                        files.label().fields().checkpointLsn(),
                        files.stop().lsn()),
                intent.startedAt(),
                stopped,
                request.label(),
                files.tablespaces(),
                survey.settings(),
                external,
                damage,
                written.totals());
    }

    /** The manifest goes where the WAL up to the backup's stop is (T59), and nowhere else. */
    private BackupResult publish(BackupWriter writer, BackupManifest manifest, CopiedFiles files)
            throws InterruptedException {
        WalGate.Passage complete =
                gate.await(
                        writer.remaining(),
                        WalNeed.ofBackup(
                                files.start().timeline(), files.start().lsn(), files.stop().lsn()),
                        request.patience().forWal());
        List<LeftRepository> left = new ArrayList<>(captured.left());
        left.addAll(writer.left());
        left.addAll(complete.left());
        ManifestPut root = writer.manifest(manifest);
        List<String> listing = new ArrayList<>();
        for (WalGate.Passed passed : complete.passed()) {
            put(root, passed, listing, left);
        }
        if (listing.isEmpty()) {
            throw nowhere(left);
        }
        return new BackupResult.Complete(
                manifest, List.copyOf(listing), List.copyOf(left), source.notLocal());
    }

    private static void put(
            ManifestPut root,
            WalGate.Passed passed,
            List<String> listing,
            List<LeftRepository> left) {
        try {
            switch (root.putTo(passed.repository())) {
                case Completion.Complete _ -> listing.add(passed.repository().name());
                case Completion.GivenUp givenUp ->
                        left.add(new LeftRepository(passed.repository(), givenUp(passed, givenUp)));
            }
        } catch (HoldfastException e) {
            left.add(new LeftRepository(passed.repository(), e));
        }
    }

    private static HoldfastException givenUp(WalGate.Passed passed, Completion.GivenUp givenUp) {
        return new HoldfastException(
                ErrorCategory.REPOSITORY,
                "backup-given-up",
                "the backup was given up in repository "
                        + passed.repository().name()
                        + " while it ran: "
                        + givenUp.marker().reason(),
                "Take another backup; if this one only ran long, let expiry wait longer.");
    }

    private static HoldfastException nowhere(List<LeftRepository> left) {
        HoldfastException first = left.getFirst().reason();
        HoldfastException all =
                new HoldfastException(
                        first.category(),
                        "backup-complete-nowhere",
                        "no repository could complete the backup; the first because "
                                + first.getMessage(),
                        first.hint(),
                        first);
        left.stream().skip(1).forEach(other -> all.addSuppressed(other.reason()));
        return all;
    }
}

package io.holdfast.repository.store.s3;

import io.holdfast.repository.store.ObjectInfo;
import io.holdfast.repository.store.ObjectNames;
import io.holdfast.repository.store.ObjectPage;
import io.minio.ListObjectsV2Args;
import io.minio.MinioAsyncClient;
import io.minio.Utils;
import io.minio.messages.ListBucketResultV2;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lists with ListObjectsV2, and does not believe that the answer is in order. */
record S3Listing(S3Location location, MinioAsyncClient sdk, S3Calls calls, S3Errors errors) {
    private static final Pattern SLASH = Pattern.compile("/");

    ObjectPage page(String prefix, String startAfter, int max) throws S3Failure {
        List<ObjectInfo> objects = new ArrayList<>();
        String continuation = null;
        ListBucketResultV2 answer;
        // Stores may answer with fewer names than asked for, and with names that are not ours only.
        do {
            answer = ask(prefix, startAfter, continuation, max);
            add(answer, startAfter, objects);
            continuation = answer.nextContinuationToken();
        } while (answer.isTruncated() && objects.isEmpty() && continuation != null);
        if (answer.isTruncated() && objects.isEmpty()) {
            throw errors.wrongAnswer("list", "there is more, but the store does not say where");
        }
        return new ObjectPage(List.copyOf(objects), answer.isTruncated());
    }

    private ListBucketResultV2 ask(
            String prefix, String startAfter, @Nullable String continuation, int max)
            throws S3Failure {
        var request =
                ListObjectsV2Args.builder()
                        .bucket(location.bucket())
                        .prefix(location.prefix() + prefix)
                        .encodingType("url")
                        .maxKeys(max);
        if (!startAfter.isEmpty()) {
            request.startAfter(location.prefix() + startAfter);
        }
        if (continuation != null) {
            request.continuationToken(continuation);
        }
        var args = request.build();
        return calls.call(
                "list of " + prefix, () -> sdk.listObjectsV2(args), response -> response.result());
    }

    private void add(ListBucketResultV2 answer, String startAfter, List<ObjectInfo> objects) {
        @Nullable String last = startAfter.isEmpty() ? null : startAfter;
        for (var item : answer.contents()) {
            // At this level of the SDK, keys are as the answer writes them.
            var name = nameOf(Utils.urlDecode(item.objectName(), answer.encodingType()));
            // Others may keep things beside us, such as the empty folders that consoles make.
            if (!isOurs(name)) {
                continue;
            }
            if (last != null && name.compareTo(last) <= 0) {
                throw errors.wrongAnswer("list", "\"" + name + "\" comes after \"" + last + "\"");
            }
            last = name;
            objects.add(new ObjectInfo(name, item.size()));
        }
    }

    private static boolean isOurs(String name) {
        return !name.endsWith("/") && SLASH.splitAsStream(name).allMatch(ObjectNames::isComponent);
    }

    private String nameOf(String key) {
        if (!key.startsWith(location.prefix())) {
            throw errors.wrongAnswer("list", "\"" + key + "\" is not below the prefix");
        }
        return key.substring(location.prefix().length());
    }
}

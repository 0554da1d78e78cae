internal import Identity

extension JapaneseNotices {
    func keyAdded(_ name: String, _ occasion: Notice.Occasion) -> Wording {
        change(
            "パスキーまたはセキュリティキーが追加されました", "「\(name.asPhrase)」でサインインできるようになりました。", occasion)
    }

    func keyRemoved(_ name: String, _ occasion: Notice.Occasion) -> Wording {
        change(
            "パスキーまたはセキュリティキーが削除されました", "「\(name.asPhrase)」ではサインインできなくなりました。", occasion)
    }

    func keyCopied(_ name: String, _ occasion: Notice.Occasion) -> Wording {
        change(
            "パスキーまたはセキュリティキーが複製された可能性があります",
            "「\(name.asPhrase)」が使われましたが、使用回数の記録が前回より戻っていました。同じキーが2つあるときに起こります。"
                + "このサインインは拒否しました。心当たりがない場合は、別の方法でサインインし、このキーを削除してから追加し直してください。",
            occasion)
    }
}
